package dev.mapae.playground;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Markup that is safe to send: whatever was put into it is escaped, unless it is markup itself.
record Html(String markup) {
  static final Html EMPTY = new Html("");

  /// Fills a template, whose every `{}` is the place of one value.
  ///
  /// @param values markup as it is; of everything else the text, escaped for elements and quoted
  ///   attributes
  /// @throws IllegalArgumentException when there are more or fewer values than places
  static Html of(String template, Object... values) {
    StringBuilder out = new StringBuilder(template.length() * 2);
    int from = 0;
    for (Object value : values) {
      int place = template.indexOf("{}", from);
      if (place < 0) {
        throw new IllegalArgumentException("more values than places: " + template);
      }
      out.append(template, from, place);
      out.append(value instanceof Html html ? html.markup : escape(String.valueOf(value)));
      from = place + 2;
    }
    if (template.indexOf("{}", from) >= 0) {
      throw new IllegalArgumentException("fewer values than places: " + template);
    }
    return new Html(out.append(template, from, template.length()).toString());
  }

  static Html text(String text) {
    return new Html(escape(text));
  }

  static Html join(Stream<Html> parts) {
    return new Html(parts.map(Html::markup).collect(Collectors.joining()));
  }

  static Html join(Html... parts) {
    return join(Stream.of(parts));
  }

  private static String escape(String text) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append("&#39;");
        default -> out.append(c);
      }
    }
    return out.toString();
  }
}
