package dev.mapae.resourceowner;

import gg.jte.Content;
import gg.jte.html.OwaspHtmlTemplateOutput;
import gg.jte.output.StringOutput;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Takes in the content of a page, part by part.
final class PartsOutput extends OwaspHtmlTemplateOutput {
  private final StringOutput html;
  private final Map<Part, String> parts = new HashMap<>();
  private Optional<Part> here = Optional.empty();

  private PartsOutput(StringOutput html) {
    super(html);
    this.html = html;
  }

  /// The HTML of each part that the content has.
  static Map<Part, String> of(Content content) {
    PartsOutput output = new PartsOutput(new StringOutput());
    content.writeTo(output);
    output.end();
    return output.parts;
  }

  void begin(Part part) {
    end();
    here = Optional.of(part);
  }

  private void end() {
    here.ifPresent(part -> parts.put(part, html.toString()));
    html.reset();
  }
}
