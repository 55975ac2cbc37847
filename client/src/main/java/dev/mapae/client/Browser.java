package dev.mapae.client;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Locale;

/// Shows a URL to the person at this machine. RFC 8252 §4.
///
/// The URL is always one that [#checked] let through: https, or http on loopback.
@FunctionalInterface
public interface Browser {
  /// Shows the URL, or a way to it.
  ///
  /// @throws IOException when that is not possible
  void open(URI url) throws IOException;

  /// The browser that the person chose in the system's settings.
  static Browser system() {
    return url ->
        new ProcessBuilder(command(System.getProperty("os.name", ""), url))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
  }

  /// Refuses a URL that a browser, or whatever else the system would start for it, should not be
  /// given: the server chose it. CVE-2025-6514.
  ///
  /// @throws ClientException `Untrusted`
  static URI checked(URI url) {
    return URI.create(Endpoints.secure("URL to open", url.toString(), true).toASCIIString());
  }

  /// The program and its arguments. No shell ever reads the URL, and its first letters cannot be
  /// those of an option.
  static List<String> command(String system, URI url) {
    String name = system.toLowerCase(Locale.ROOT);
    String argument = checked(url).toString();
    if (name.startsWith("windows")) {
      return List.of("rundll32", "url.dll,FileProtocolHandler", argument);
    }
    return List.of(name.startsWith("mac") ? "/usr/bin/open" : "xdg-open", argument);
  }
}
