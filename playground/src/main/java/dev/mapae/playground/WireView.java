package dev.mapae.playground;

import dev.mapae.client.Exchange;
import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.ProtocolException;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Shows messages as they went over the wire, and says what their parts mean. RFC 9112 §2.1.
final class WireView {
  private static final int MAX_SHOWN = 20_000;
  private static final Pattern MEMBER = Pattern.compile("\"([A-Za-z_]{1,60})\"\\s*:");

  private final Messages messages;

  WireView(Messages messages) {
    this.messages = messages;
  }

  Html request(Exchange exchange) {
    URI uri = exchange.uri();
    String target = uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
    Html lines =
        message(
            exchange.method() + " " + target + " HTTP/1.1",
            withHost(exchange.requestHeaders(), uri),
            exchange.requestBody());
    Set<String> names = new LinkedHashSet<>();
    String authorization = first(exchange.requestHeaders(), "authorization");
    if (authorization.startsWith("Basic ")) {
      names.add("basic");
    } else if (authorization.startsWith("Bearer ")) {
      names.add("bearer");
    }
    boolean form = first(exchange.requestHeaders(), "content-type").contains("form-urlencoded");
    return Html.join(lines, form ? parameters(exchange.requestBody()) : Html.EMPTY, terms(names));
  }

  Html response(Exchange exchange) {
    Html lines =
        message(
            "HTTP/1.1 " + exchange.status() + " " + reason(exchange.status()),
            new TreeMap<>(exchange.responseHeaders()),
            exchange.responseBody());
    Set<String> names = new LinkedHashSet<>();
    if (exchange.responseHeaders().keySet().stream()
        .anyMatch("www-authenticate"::equalsIgnoreCase)) {
      names.add("www-authenticate");
    }
    Matcher member = MEMBER.matcher(exchange.responseBody());
    while (member.find() && names.size() < 40) {
      names.add(member.group(1));
    }
    return Html.join(lines, terms(names));
  }

  /// A message that the browser carried.
  Html carried(Step.FrontChannel step) {
    List<String> lines = step.lines().lines().toList();
    return Html.join(
        pre(
            Html.join(
                Stream.concat(
                    Stream.of(Html.of("<b>{}</b>\n", lines.getFirst())),
                    lines.stream().skip(1).map(WireView::header)))),
        parameters(String.valueOf(step.url().getRawQuery())));
  }

  /// What a status is called. RFC 9110 §15.
  static String reason(int status) {
    return switch (status) {
      case 200 -> "OK";
      case 201 -> "Created";
      case 303 -> "See Other";
      case 400 -> "Bad Request";
      case 401 -> "Unauthorized";
      case 403 -> "Forbidden";
      case 404 -> "Not Found";
      case 409 -> "Conflict";
      case 429 -> "Too Many Requests";
      case 500 -> "Internal Server Error";
      case 503 -> "Service Unavailable";
      default -> "";
    };
  }

  private static Html message(String startLine, Map<String, List<String>> headers, String body) {
    List<Html> lines = new ArrayList<>();
    lines.add(Html.of("<b>{}</b>\n", startLine));
    headers.forEach((name, values) -> {
      // HTTP/2 writes its status as if it were a header.
      if (!name.startsWith(":")) {
        values.forEach(value -> lines.add(header(name + ": " + value)));
      }
    });
    if (!body.isEmpty()) {
      lines.add(Html.of("\n{}", shortened(JsonText.indented(body))));
    }
    return pre(Html.join(lines.stream()));
  }

  private static Html header(String line) {
    int colon = line.indexOf(':');
    return Html.of(
        "<i>{}</i>{}\n", line.substring(0, colon + 1), shortened(line.substring(colon + 1)));
  }

  private static Html pre(Html content) {
    return Html.of("<pre tabindex=\"0\"><code>{}</code></pre>", content);
  }

  /// The parameters of a form or a query, decoded.
  private Html parameters(String encoded) {
    try {
      List<Html> rows = new ArrayList<>();
      Parameters.parse(encoded).stream()
          .forEach(parameter ->
              parameter.getValue().forEach(value -> rows.add(row(parameter.getKey(), value))));
      return list(rows);
    } catch (ProtocolException e) {
      return Html.EMPTY;
    }
  }

  private Html row(String name, String value) {
    return Html.of(
        "<dt><code>{}</code> = <code class=\"value\">{}</code></dt><dd>{}</dd>",
        name,
        shortened(value),
        messages.term(name).orElse(Html.EMPTY));
  }

  private Html terms(Set<String> names) {
    return list(
        names.stream()
            .flatMap(name ->
                messages
                    .term(name)
                    .map(term -> Html.of("<dt><code>{}</code></dt><dd>{}</dd>", title(name), term))
                    .stream())
            .toList());
  }

  private static String title(String name) {
    return switch (name) {
      case "basic" -> "Authorization: Basic";
      case "bearer" -> "Authorization: Bearer";
      case "www-authenticate" -> "WWW-Authenticate";
      default -> name;
    };
  }

  private static Html list(List<Html> rows) {
    return rows.isEmpty()
        ? Html.EMPTY
        : Html.of("<dl class=\"terms\">{}</dl>", Html.join(rows.stream()));
  }

  private static String shortened(String text) {
    return text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + " …";
  }

  private static String first(Map<String, List<String>> headers, String name) {
    return headers.entrySet().stream()
        .filter(header -> header.getKey().toLowerCase(Locale.ROOT).equals(name))
        .flatMap(header -> header.getValue().stream())
        .findFirst()
        .orElse("");
  }

  private static Map<String, List<String>> withHost(Map<String, List<String>> headers, URI uri) {
    Map<String, List<String>> all = new java.util.LinkedHashMap<>();
    all.put("Host", List.of(uri.getRawAuthority()));
    all.putAll(new TreeMap<>(headers));
    return all;
  }
}
