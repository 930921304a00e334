/** Whether a key pressed there is meant as a letter: fields for words and numbers, not sliders, boxes or buttons. */
export const typing = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    /^(?:TEXTAREA|SELECT)$/.test(target.tagName) ||
    (target instanceof HTMLInputElement && !/^(?:range|checkbox|radio|button|submit|file)$/.test(target.type)));
