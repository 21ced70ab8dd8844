/* Starts what Wagtail 8.0.1 starts with inline scripts, which the desk's policy forbids.

Each replaced template leaves an empty <template> that says what to start. Stimulus, through which
Wagtail lets others extend the desk, tells us of every one, also of those that arrive later. But
it tells a moment later: a row that was just added to a form must have its widgets at once, so we
hear Wagtail's event too. The mark goes when it has done its work: moving a row starts nothing. */
(() => {
  const start = {
    initDateChooser: (id, options) => window.initDateChooser(id, options),
    initTimeChooser: (id, options) => window.initTimeChooser(id, options),
    initDateTimeChooser: (id, options) => window.initDateTimeChooser(id, options),
    InlinePanel: (id, options) => new window.InlinePanel(options),
    MultipleChooserPanel: (id, options) => new window.MultipleChooserPanel(options),
    Chooser: (id, options) => new window.Chooser(id, options),
    DocumentChooser: (id, options) => new window.DocumentChooser(id, options),
    ImageChooser: (id, options) => new window.ImageChooser(id, options),
    PageChooser: (id, options) => new window.PageChooser(id, options),
    SnippetChooser: (id, options) => new window.SnippetChooser(id, options),
    TaskChooser: (id) => window.createTaskChooser(id),
  };

  const follow = (mark) => {
    const { deskStartWhatValue, deskStartForValue, deskStartOptionsValue } = mark.dataset;
    mark.remove();
    start[deskStartWhatValue](deskStartForValue, JSON.parse(deskStartOptionsValue));
  };

  class DeskStart extends window.StimulusModule.Controller {
    connect() {
      follow(this.element);
    }
  }

  window.wagtail.app.register("desk-start", DeskStart);
  document.addEventListener("w-formset:added", ({ target }) => {
    target.querySelectorAll("[data-controller=desk-start]").forEach(follow);
  });
})();
