/* Follows an import without loading its page again, and takes the notice of an import away.
Without scripts the page of an import loads itself again every five seconds. */
(() => {
  const PAUSE_MILLISECONDS = 2000;

  class ImportProgress extends window.StimulusModule.Controller {
    static targets = ["bar", "words"];
    static values = { url: String, state: String };

    connect() {
      this.timer = window.setInterval(() => this.look(), PAUSE_MILLISECONDS);
    }

    disconnect() {
      window.clearInterval(this.timer);
    }

    async look() {
      // A server that restarts or is busy answers the next time.
      const answer = await fetch(this.urlValue).catch(() => null);
      if (!answer?.ok) return;
      const progress = await answer.json();
      this.barTarget.value = progress.percent;
      if (this.wordsTarget.textContent !== progress.words) {
        this.wordsTarget.textContent = progress.words;
      }
      if (progress.state !== this.stateValue) {
        this.disconnect();
        window.location.reload();
      }
    }
  }

  class ImportNotice extends window.StimulusModule.Controller {
    static values = { url: String };

    async dismiss() {
      const { CSRF_HEADER_NAME, CSRF_TOKEN } = window.wagtailConfig;
      const answer = await fetch(this.urlValue, {
        method: "POST",
        headers: { [CSRF_HEADER_NAME]: CSRF_TOKEN },
      }).catch(() => null);
      if (answer?.ok) this.element.remove();
    }
  }

  window.wagtail.app.register("desk-import-progress", ImportProgress);
  window.wagtail.app.register("desk-import-notice", ImportNotice);
})();
