package dev.mapae.distribution.settings;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads what people are shown of a client. RFC 7591 §2, §2.2.
final class DisplayReader {
  private static final List<String> WEB_PAGES =
      List.of("client_uri", "logo_uri", "policy_uri", "tos_uri");

  /// A page has no room for more.
  private static final int CONTACTS_SHOWN = 3;

  private DisplayReader() {}

  static Map<String, String> read(Section section) {
    Map<String, String> display = new LinkedHashMap<>(section.localized("client_name"));
    for (String page : WEB_PAGES) {
      section
          .localized(page)
          .forEach((key, url) -> {
            if (!url.matches("https?://[^\\s<>\"'\\\\]{1,2000}")) {
              section.mistake(
                  key,
                  "'%s' is no web page; write it like https://app.example.com/".formatted(key));
            }
            display.put(key, url);
          });
    }
    List<String> contacts =
        section.list("contacts").stream().map(Yaml.Scalar::value).limit(CONTACTS_SHOWN).toList();
    if (!contacts.isEmpty()) {
      display.put("contacts", String.join(", ", contacts));
    }
    return display;
  }
}
