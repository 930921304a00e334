/** The rules that only one figure needs stand in its folder; they come after those of the frame, which they refine. */
import.meta.glob('/widgets/*/style.css', { eager: true });
