/* Follows the colour while it is typed; the server says the same when the form is saved.
The formula is that of WCAG 2.2, as in newsroom/rules/contrast.py. */
(() => {
  const luminance = (colour) => {
    const [red, green, blue] = [1, 3, 5]
      .map((at) => parseInt(colour.slice(at, at + 2), 16) / 255)
      .map((share) => (share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };

  const ratio = (first, second) => {
    const [darker, lighter] = [luminance(first), luminance(second)].sort((a, b) => a - b);
    return (lighter + 0.05) / (darker + 0.05);
  };

  const digits = { minimumFractionDigits: 2, maximumFractionDigits: 2 };

  class DeskContrast extends window.StimulusModule.Controller {
    static targets = ["ratio", "good", "bad"];
    static values = { field: String, paper: String, wanted: Number };

    connect() {
      this.input = document.getElementById(this.fieldValue);
      this.follow = () => this.show(this.input.value.trim());
      this.input.addEventListener("input", this.follow);
    }

    disconnect() {
      this.input.removeEventListener("input", this.follow);
    }

    show(colour) {
      if (!/^#[0-9a-f]{6}$/i.test(colour)) return;
      const contrast = ratio(colour, this.paperValue);
      this.ratioTarget.textContent = contrast.toLocaleString(document.documentElement.lang, digits);
      this.goodTarget.hidden = contrast < this.wantedValue;
      this.badTarget.hidden = contrast >= this.wantedValue;
    }
  }

  window.wagtail.app.register("desk-contrast", DeskContrast);
})();
