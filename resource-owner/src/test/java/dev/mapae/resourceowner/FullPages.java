package dev.mapae.resourceowner;

import dev.mapae.authorizationserver.interaction.AccountPages.Application;
import dev.mapae.authorizationserver.interaction.AccountPages.Application.OnceMore;
import dev.mapae.authorizationserver.interaction.AccountPages.Applications;
import dev.mapae.authorizationserver.interaction.AccountPlace;
import dev.mapae.authorizationserver.interaction.ConsentPrompt;
import dev.mapae.authorizationserver.interaction.ConsentPrompt.Answered;
import dev.mapae.authorizationserver.interaction.ConsentPrompt.Before;
import dev.mapae.authorizationserver.interaction.ConsentPrompt.RequestedDetail;
import dev.mapae.authorizationserver.interaction.ConsentPrompt.RequestedScope;
import dev.mapae.authorizationserver.interaction.Destination;
import dev.mapae.authorizationserver.interaction.PageRoom;
import dev.mapae.authorizationserver.logo.Logo;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.Origin;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/// Pages with as much on them as they have room for, of each kind of thing that takes room.
final class FullPages {
  private static final Instant MAY = Instant.parse("2026-05-03T10:15:00Z");
  private static final String LONG_URL = "https://player.example/" + "a".repeat(177);
  private static final String LONG_PATH = "/" + "a".repeat(177);

  /// As long as one may be where each sign is five bytes.
  private static final String FULL_OF_SIGNS =
      "https://player.example/?a" + "&".repeat((PageRoom.OF_WAY_ON - 25) / 5);

  private static final Map<String, String> NO_WORDS = Map.of();
  private static final Map<String, String> LONG_WORDS =
      Map.of("", "Read & write <all> of it. ".repeat(4), "ko", "모든 재생 목록을 읽고 바꾸기 ".repeat(7));

  /// What fills a page.
  record Things(List<RequestedScope> scopes, List<RequestedDetail> details, Set<String> claims) {
    private int room() {
      return PageRoom.of(scopes, details, claims);
    }

    private static Things of(RequestedScope scope) {
      return new Things(List.of(scope), List.of(), Set.of());
    }

    private static Things of(RequestedDetail detail) {
      return new Things(List.of(), List.of(detail), Set.of());
    }

    private Things and(Things others) {
      Set<String> both = new LinkedHashSet<>(claims);
      both.addAll(others.claims);
      return new Things(
          Stream.concat(scopes.stream(), others.scopes.stream()).toList(),
          Stream.concat(details.stream(), others.details.stream()).toList(),
          both);
    }
  }

  private FullPages() {}

  /// All that there are, by name.
  static Map<String, PageState> all() {
    Client client =
        PageState.document(
            Samples.client(
                Origin.SELF_REGISTERED,
                Map.of(
                    "client_name", "가".repeat(120),
                    "client_uri", LONG_URL,
                    "policy_uri", LONG_URL,
                    "tos_uri", LONG_URL)));
    Map<String, PageState> all = new LinkedHashMap<>();
    consents(client, new Destination.Redirect("127.0.0.1:8765", true))
        .forEach((name, prompt) -> all.put(name, PageState.consent(prompt)));
    applications(client)
        .forEach((name, full) -> all.put(name, PageState.own(AccountPlace.APPLICATIONS, full)));
    for (String query : List.of("", "?post_logout_redirect_uri=x&state=" + "s".repeat(2048))) {
      all.put(
          "sign-out, full of applications" + (query.isEmpty() ? "" : ", with a long state"),
          PageState.signOut(
              "/sign-out" + query,
              Optional.of(client),
              Collections.nCopies(500, client),
              new Destination.Redirect("127.0.0.1:8765", true)));
    }
    for (String location : List.of(FULL_OF_SIGNS, FULL_OF_SIGNS + "&state=" + "s".repeat(2048))) {
      all.put(
          "signed out, full of frames"
              + (location.equals(FULL_OF_SIGNS) ? "" : ", with a long state"),
          PageState.signedOut(
              Collections.nCopies(
                  PageRoom.OF_FRAMES / PageRoom.ofFrame(Site.ISSUER.url(LONG_PATH)), LONG_PATH),
              Optional.of(location)));
    }
    return all;
  }

  /// @param room that there is
  private static Map<String, Things> things(int room) {
    Map<String, Things> all = new LinkedHashMap<>();
    all.put("scopes", filled(room, i -> Things.of(scope("s" + i, "Music", NO_WORDS, List.of()))));
    all.put(
        "long words", filled(room, i -> Things.of(scope("s" + i, "음악", LONG_WORDS, List.of()))));
    all.put(
        "scopes of long names",
        filled(room, i -> Things.of(scope("a&b".repeat(30) + i, "Music", NO_WORDS, List.of()))));
    all.put(
        "scopes with claims",
        filled(
            room,
            i ->
                Things.of(
                    scope("s" + i, "", NO_WORDS, List.of("department", "phone_number_verified")))));
    all.put(
        "claims",
        filled(room, i -> new Things(List.of(), List.of(), Set.of("phone_number_verified#" + i))));
    all.put("details", filled(room, i -> Things.of(detail(Map.of("type", "a", "n", i)))));
    all.put("members", byMember(room, i -> Map.of("a" + i, 1)));
    all.put("members that are signs", byMember(room, i -> Map.of("&" + i, "<".repeat(40))));
    all.put("members in Korean", byMember(room, i -> Map.of("이름" + i, "가나다라마바사".repeat(3))));
    all.put("numbers", byMember(room, i -> Map.of("a" + i, List.of(1e-300, "a, b"))));
    all.put("list of numbers", byMember(room, i -> Map.of("a" + i, List.of(1, 2.5e-9, "a", true))));
    all.put(
        "members within others",
        byMember(
            room, i -> Map.of("o".repeat(100), Map.of("p".repeat(30), Map.of("a" + i, true)))));
    all.put("names in a sentence", bySentence(room, "Pay {creditors.name} and {creditors}"));
    all.put("what is said again", bySentence(room, "{text}, {text}, {none} and {text}"));
    all.put("members in lists", byMember(room, i -> Map.of("l" + i, List.of("a, b", Map.of()))));
    return all;
  }

  private static Things filled(int room, Function<Integer, Things> next) {
    Things all = new Things(List.of(), List.of(), Set.of());
    for (int i = 0; ; i++) {
      Things more = all.and(next.apply(i));
      if (more.room() > room) {
        return all;
      }
      all = more;
    }
  }

  private static Things byMember(int room, Function<Integer, Map<String, Object>> next) {
    Map<String, Object> members = new LinkedHashMap<>(Map.of("type", "free"));
    Things all = Things.of(detail(members));
    for (int i = 0; ; i++) {
      members.put("m" + i, next.apply(i));
      Things more = Things.of(detail(members));
      if (more.room() > room) {
        return all;
      }
      all = more;
    }
  }

  /// @param words that name what is below them as well
  private static Things bySentence(int room, String words) {
    Things all = Things.of(detail(words, Map.of("type", "free")));
    for (int i = 1; ; i++) {
      Map<String, Object> members =
          Map.of(
              "type",
              "free",
              "text",
              "a&b ".repeat(i),
              "creditors",
              Collections.nCopies(i, Map.of("name", "가나다 & Sons")));
      Things more = Things.of(detail(words, members));
      if (more.room() > room) {
        return all;
      }
      all = more;
    }
  }

  private static RequestedScope scope(
      String name, String resource, Map<String, String> words, List<String> claims) {
    return new RequestedScope(
        name,
        resource,
        words,
        claims,
        false,
        claims.isEmpty() ? new Answered.NeverAsked() : new Answered.Allowed(MAY, claims));
  }

  private static RequestedDetail detail(Map<String, Object> members) {
    return detail("Do {what}", members);
  }

  private static RequestedDetail detail(String words, Map<String, Object> members) {
    return new RequestedDetail(
        "https://api.example.com/",
        "Music API",
        Map.of("", words),
        new LinkedHashMap<>(members),
        true);
  }

  /// Consent to things, where all else is said that may be said.
  private static Map<String, ConsentPrompt> consents(Client client, Destination to) {
    Map<String, ConsentPrompt> all = new LinkedHashMap<>();
    things(PageRoom.OF_PAGE)
        .forEach(
            (name, things) -> all.put("consent, full of " + name, consent(client, to, "", things)));
    String query = LongRequests.query(LongRequests.LONGEST);
    things(PageRoom.OF_PAGE - PageRoom.ofRequest(query))
        .forEach((name, things) ->
            all.put(
                "consent, full of " + name + " with a long request",
                consent(client, to, query, things)));
    things(PageRoom.OF_PAGE - Logo.LONGEST)
        .forEach((name, things) ->
            all.put(
                "consent, full of " + name + " beside a logo",
                withLogo(consent(client, to, "", things))));
    return all;
  }

  private static ConsentPrompt consent(Client client, Destination to, String query, Things things) {
    ConsentPrompt usual = Samples.consentAgain();
    return new ConsentPrompt(
        client,
        Optional.empty(),
        to,
        usual.person(),
        things.scopes(),
        things.details(),
        things.claims(),
        Optional.of(new Before(MAY, Set.of())),
        usual.lasting(),
        List.of(),
        query.isEmpty() ? usual.action() : "/consent?" + query,
        usual.step(),
        usual.formTargets());
  }

  private static ConsentPrompt withLogo(ConsentPrompt prompt) {
    return new ConsentPrompt(
        prompt.client(),
        Samples.consent().logo(),
        prompt.destination(),
        prompt.person(),
        prompt.scopes(),
        prompt.details(),
        prompt.claims(),
        prompt.before(),
        prompt.lasting(),
        prompt.uiLocales(),
        prompt.action(),
        prompt.step(),
        prompt.formTargets());
  }

  /// An application that may do things, and more for which there is no room.
  private static Map<String, Applications> applications(Client client) {
    Map<String, Applications> all = new LinkedHashMap<>();
    things(PageRoom.OF_PAGE - PageRoom.ofApplication(client.id(), Optional.of(client)))
        .forEach((name, things) ->
            all.put(
                "applications, full of " + name,
                new Applications(
                    List.of(
                        new Application(
                            client.id(),
                            Optional.of(client),
                            things.scopes(),
                            new ArrayList<>(things.claims()),
                            things.details(),
                            true,
                            MAY,
                            Optional.of(MAY),
                            OnceMore.UNASKED)),
                    Optional.of(new Applications.Revoked(client.id(), Optional.of(client))),
                    Optional.of("1772355600000~" + client.id()))));
    all.put("applications, many small ones", smallApplications(client));
    return all;
  }

  /// With a name each, and nothing else that takes room.
  private static Applications smallApplications(Client client) {
    int each = PageRoom.ofApplication(client.id(), Optional.of(client));
    return new Applications(
        Collections.nCopies(
            PageRoom.OF_PAGE / each,
            new Application(
                client.id(),
                Optional.of(client),
                List.of(),
                List.of(),
                List.of(),
                true,
                MAY,
                Optional.empty(),
                OnceMore.ASKED)),
        Optional.of(new Applications.Revoked(client.id(), Optional.of(client))),
        Optional.of("1772355600000~" + client.id()));
  }
}
