/* Starts what Wagtail 8.0.1 starts with inline scripts, which the desk's policy forbids.

Each overridden template leaves an empty <template> that says what to start. Stimulus, through
which Wagtail lets others extend the desk, tells us of every one, also of those that arrive later.
The mark goes when it has done its work: moving a row of a form must not start it twice. */
(() => {
  const start = {
    initDateChooser: (id, options) => window.initDateChooser(id, options),
    initTimeChooser: (id, options) => window.initTimeChooser(id, options),
    initDateTimeChooser: (id, options) => window.initDateTimeChooser(id, options),
    InlinePanel: (id, options) => new window.InlinePanel(options),
    MultipleChooserPanel: (id, options) => new window.MultipleChooserPanel(options),
  };

  class DeskStart extends window.StimulusModule.Controller {
    static values = { what: String, for: String, options: Object };

    connect() {
      const { whatValue, forValue, optionsValue } = this;
      this.element.remove();
      start[whatValue](forValue, optionsValue);
    }
  }

  window.wagtail.app.register("desk-start", DeskStart);
})();
