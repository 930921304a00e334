import Answer from './Answer.astro';
import Bibliography from './Bibliography.astro';
import Cite from './Cite.astro';
import Decks from './Decks.astro';
import Derivation from './Derivation.astro';
import Diagram from './Diagram.astro';
import Eq from './Eq.astro';
import Erratum from './Erratum.astro';
import ErratumEntry from './ErratumEntry.astro';
import Exercise from './Exercise.astro';
import Heading2 from './Heading2.astro';
import Heading3 from './Heading3.astro';
import Hint from './Hint.astro';
import Lecture from './Lecture.astro';
import Line from './Line.astro';
import Live from './Live.astro';
import Note from './Note.astro';
import Pre from './Pre.astro';
import Reason from './Reason.astro';
import Scrub from './Scrub.astro';
import Statement from './Statement.astro';
import Term from './Term.astro';
import Widget from './Widget.astro';

/** The tags an author may use in a lecture or an appendix; they are handed in, so that content imports nothing. */
export const tags = {
  Answer,
  Bibliography,
  Cite,
  Decks,
  Derivation,
  Diagram,
  Eq,
  Erratum,
  ErratumEntry,
  Exercise,
  Hint,
  Lecture,
  Line,
  Live,
  Note,
  Reason,
  Scrub,
  Statement,
  Term,
  Widget,
  h2: Heading2,
  h3: Heading3,
  pre: Pre,
};
