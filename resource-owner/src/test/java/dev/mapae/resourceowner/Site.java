package dev.mapae.resourceowner;

import dev.mapae.authorizationserver.Issuer;
import dev.mapae.authorizationserver.http.Headers;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.http.Route;
import dev.mapae.authorizationserver.interaction.Interaction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// The pages behind their routes, entered as a browser enters them: a request in, a response out.
record Site(ResourceOwnerPages pages, List<Route> routes) {
  static final Issuer ISSUER = new Issuer("https://id.example.com");

  static Site of(Interaction interaction) {
    return of(ISSUER, interaction);
  }

  static Site of(Issuer issuer, Interaction interaction) {
    ResourceOwnerPages pages = new ResourceOwnerPages(issuer);
    return new Site(pages, pages.routes(interaction));
  }

  /// The same in these looks.
  static Site of(Issuer issuer, Frames frames, Interaction interaction) {
    ResourceOwnerPages pages = new ResourceOwnerPages(issuer, frames, (_, _) -> {});
    return new Site(pages, pages.routes(interaction));
  }

  static Request request(String method, String target, String acceptLanguage) {
    List<Map.Entry<String, String>> headers = new ArrayList<>();
    if (!acceptLanguage.isEmpty()) {
      headers.add(Map.entry("Accept-Language", acceptLanguage));
    }
    String[] parts = target.split("\\?", 2);
    String query = parts.length == 2 ? parts[1] : "";
    return new Request(method, parts[0], query, Headers.of(headers), new byte[0], "127.0.0.1");
  }

  Response get(String target) {
    return get(target, "");
  }

  Response get(String target, String acceptLanguage) {
    return answer(request("GET", target, acceptLanguage));
  }

  Response post(String target) {
    return answer(request("POST", target, ""));
  }

  /// The exact route, else the one with the longest prefix.
  Response answer(Request request) {
    return routes.stream()
        .filter(r -> r.method().equals(request.method()) && matches(r.path(), request.path()))
        .max(
            Comparator.comparing((Route r) -> !r.path().endsWith("/*"))
                .thenComparingInt(r -> r.path().length()))
        .orElseThrow(() -> new AssertionError("No route for " + request))
        .endpoint()
        .handle(request);
  }

  static String html(Response response) {
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  /// What a browser shows of an element: the text of the markup, entities resolved.
  static String text(String html) {
    return html.replaceAll("<[^>]*>", "")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&#34;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&")
        .replaceAll("\\s+", " ")
        .strip();
  }

  private static boolean matches(String route, String path) {
    return route.endsWith("/*")
        ? path.startsWith(route.substring(0, route.length() - 1))
        : route.equals(path);
  }
}
