package dev.mapae.resourceowner;

import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.interaction.AccountPages;
import dev.mapae.authorizationserver.interaction.AccountPages.AddressChange;
import dev.mapae.authorizationserver.interaction.AccountPages.Application;
import dev.mapae.authorizationserver.interaction.AccountPages.Application.OnceMore;
import dev.mapae.authorizationserver.interaction.AccountPages.Applications;
import dev.mapae.authorizationserver.interaction.AccountPages.Happened;
import dev.mapae.authorizationserver.interaction.AccountPages.History;
import dev.mapae.authorizationserver.interaction.AccountPages.Home;
import dev.mapae.authorizationserver.interaction.AccountPages.OpenSession;
import dev.mapae.authorizationserver.interaction.AccountPages.OpenSessions;
import dev.mapae.authorizationserver.interaction.AccountPages.OwnData;
import dev.mapae.authorizationserver.interaction.AccountPages.PasswordChange;
import dev.mapae.authorizationserver.interaction.AccountPages.Profile;
import dev.mapae.authorizationserver.interaction.AccountSignIn;
import dev.mapae.authorizationserver.interaction.Connections;
import dev.mapae.authorizationserver.interaction.Connections.Result;
import dev.mapae.authorizationserver.interaction.ConsentPrompt.RequestedDetail;
import dev.mapae.authorizationserver.interaction.ConsentPrompt.RequestedScope;
import dev.mapae.authorizationserver.interaction.Destination;
import dev.mapae.authorizationserver.interaction.Interaction.SignInOutcome;
import dev.mapae.authorizationserver.interaction.PersonalPage;
import dev.mapae.authorizationserver.interaction.SecondFactorSteps;
import dev.mapae.authorizationserver.interaction.Security;
import dev.mapae.authorizationserver.interaction.SignInOffers;
import dev.mapae.authorizationserver.interaction.SignInPrompt;
import dev.mapae.authorizationserver.interaction.SignInWays;
import dev.mapae.authorizationserver.store.Activity;
import dev.mapae.authorizationserver.store.BrowserName;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.Person;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Account pages on which everything there can be is shown.
final class PreparedAccountPages {
  private static final Instant NOW = Instant.parse("2026-03-01T09:00:00Z");
  private static final Optional<String> OLDER = Optional.of("1772355600000~Sessi0nSessi0nSessi0n9");
  private static final BrowserName BROWSER =
      BrowserName.ofUserAgent("SamsungBrowser/27.0 Linux; Android 15");

  private PreparedAccountPages() {}

  static AccountPages of(Person person, Client client) {
    return of(person, client, "");
  }

  /// @param instead what is on one of the pages, in place of what is usual there
  static AccountPages of(Person person, Client client, Object instead) {
    return new AccountPages(
        new SignIn(),
        new Prepared<>(person, or(Home.class, instead, new Home(Optional.of(NOW), true))),
        new Prepared<>(person, or(Profile.class, instead, profile(person))),
        Optional.of(
            new Prepared<>(
                person,
                or(
                    PasswordChange.class,
                    instead,
                    new PasswordChange(
                        person.username(), true, 15, true, PasswordChange.Result.COMMON)))),
        Optional.of(
            new Prepared<>(
                person,
                or(
                    AddressChange.class,
                    instead,
                    new AddressChange(
                        Optional.of("a@example.com"),
                        true,
                        false,
                        true,
                        person.username(),
                        AddressChange.Progress.NO_ADDRESS)))),
        new Prepared<>(person, or(Security.class, instead, security(person))),
        new Prepared<>(person, or(OpenSessions.class, instead, sessions(2))),
        new Prepared<>(person, or(Applications.class, instead, applications(client))),
        new Prepared<>(
            person, or(History.class, instead, history(happened(client), happened(client)))),
        new Prepared<>(
            person,
            or(
                OwnData.class,
                instead,
                new OwnData(
                    false,
                    Optional.empty(),
                    Duration.ofDays(30),
                    false,
                    Optional.of(OwnData.Fault.UNCONFIRMED)))),
        Optional.of(
            new Prepared<>(
                person,
                or(
                    Connections.class,
                    instead,
                    UpstreamPageStates.connections(person.username(), Result.LAST)))));
  }

  private static <P> P or(Class<P> type, Object instead, P usual) {
    return type.isInstance(instead) ? type.cast(instead) : usual;
  }

  private static Security security(Person person) {
    List<Security.Had> had =
        List.of(new Security.Had("f1", person.username(), NOW, Optional.of(NOW)));
    return new Security(
        had,
        had,
        new Security.Taken(true, true, true, true),
        Optional.of(
            new Security.Making("challenge", "handle", person.username(), List.of("cred-1"))),
        7,
        List.of(),
        List.of(),
        Optional.of(PreparedSecondFactor.OFFER),
        Optional.of(Security.Fault.WRONG_CODE));
  }

  private static Profile profile(Person person) {
    return new Profile(
        person.username(),
        false,
        Map.of("name", person.username(), "zoneinfo", "Asia/Seoul"),
        true,
        Optional.of("zoneinfo"));
  }

  static OpenSessions sessions(int ended) {
    return new OpenSessions(
        List.of(
            new OpenSession("s1", BROWSER, "2001:db8::ffff:ffff:ffff:1", NOW, NOW, true),
            new OpenSession("s2", BrowserName.UNKNOWN, "", NOW, NOW, false)),
        true,
        ended,
        Optional.empty());
  }

  /// As many as one page has, and more behind them.
  static OpenSessions manySessions() {
    return new OpenSessions(
        IntStream.range(0, 10)
            .mapToObj(i ->
                new OpenSession(
                    "Sessi0nSessi0nSessi0n" + i,
                    BROWSER,
                    "2001:db8:ffff:ffff:ffff:ffff:ffff:fff" + i,
                    NOW,
                    NOW,
                    i == 0))
            .toList(),
        true,
        0,
        OLDER);
  }

  static History history(List<Happened> done, List<Happened> refused) {
    return new History(done, refused, OLDER, OLDER);
  }

  static Applications applications(Client client) {
    return new Applications(
        List.of(
            new Application(
                client.id(),
                Optional.of(client),
                List.of(
                    Samples.openId("openid"),
                    Samples.openId("profile"),
                    Samples.api(client.id(), Map.of("", client.id()))),
                List.of("phone_number", client.id()),
                List.of(),
                false,
                NOW,
                Optional.of(NOW),
                OnceMore.UNASKED),
            new Application(
                client.id(),
                Optional.empty(),
                List.of(),
                List.of(),
                List.of(),
                false,
                NOW,
                Optional.empty(),
                OnceMore.NOT_AT_ALL)),
        Optional.of(new Applications.Revoked(client.id(), Optional.of(client))),
        Optional.empty());
  }

  /// One that holds nothing now.
  static Applications remembered(Client client, OnceMore onceMore) {
    return new Applications(
        List.of(
            new Application(
                client.id(),
                Optional.of(client),
                List.of(Samples.openId("openid"), Samples.openId("email")),
                List.of(),
                List.of(),
                false,
                NOW,
                Optional.empty(),
                onceMore)),
        Optional.empty(),
        Optional.empty());
  }

  /// Of which there is more than a page has room for.
  static Applications withMore(Client client) {
    return new Applications(
        List.of(
            new Application(
                client.id(),
                Optional.of(client),
                List.of(Samples.openId("openid")),
                List.of(),
                List.of(),
                true,
                NOW,
                Optional.of(NOW),
                OnceMore.UNASKED)),
        Optional.empty(),
        Optional.empty());
  }

  /// With 4 KB of JSON, which is in Korean, as much as is remembered.
  static Applications longDetails(Client client) {
    Map<String, Object> members =
        Map.of(
            "type", "diary", "title", "일기 ".repeat(240), "pages", List.of("가나다".repeat(200), "1"));
    return new Applications(
        List.of(
            new Application(
                client.id(),
                Optional.of(client),
                List.of(),
                List.of(),
                List.of(
                    new RequestedDetail(
                        "https://diary.example.com/",
                        "Diary",
                        Map.of("", "Read {title}", "ko", "{title} 읽기"),
                        members,
                        false)),
                false,
                NOW,
                Optional.empty(),
                OnceMore.UNASKED)),
        Optional.empty(),
        Optional.empty());
  }

  /// As much as one page has, and more behind it.
  static Applications manyApplications(Client client) {
    List<RequestedScope> scopes =
        Stream.concat(
                Stream.of(Samples.openId("openid"), Samples.openId("profile")),
                IntStream.range(0, 4)
                    .mapToObj(i ->
                        Samples.api(
                            "playlist.write." + i,
                            Map.of(
                                "", "Make playlists, rename them and put songs of others in them",
                                "ko", "재생 목록을 만들고, 이름을 바꾸고, 다른 사람의 노래를 넣기"))))
            .toList();
    return new Applications(
        IntStream.range(0, 5)
            .mapToObj(i ->
                new Application(
                    client.id() + i,
                    Optional.of(client),
                    scopes,
                    List.of(),
                    List.of(),
                    false,
                    NOW,
                    Optional.of(NOW),
                    OnceMore.UNASKED))
            .toList(),
        Optional.empty(),
        OLDER);
  }

  static List<Happened> happened(Client client) {
    return Stream.of(Activity.Kind.values())
        .map(kind ->
            new Happened(
                kind,
                NOW,
                7,
                "2001:db8::ffff:ffff:ffff:1",
                BROWSER,
                Optional.of(client.id()),
                Optional.of(client)))
        .toList();
  }

  private record SignIn() implements AccountSignIn {
    private static SignInPrompt prompt(Request request) {
      return new SignInPrompt(
          Optional.empty(),
          new Destination.Unknown(),
          Optional.empty(),
          Language.uiLocales(request),
          List.of(),
          "/account/sign-in?page=home",
          "step-7",
          "challenge-7",
          SignInOffers.of(SignInWays.PRESET));
    }

    @Override
    public AccountSignIn.Outcome signIn(Request request) {
      return new AccountSignIn.Outcome.Ask(prompt(request));
    }

    @Override
    public SignInOutcome submitSignIn(Request request) {
      return new SignInOutcome.SignedIn(Response.seeOther("/account"));
    }

    @Override
    public SecondFactorSteps secondFactor() {
      return PreparedSecondFactor.usual();
    }
  }

  private record Prepared<P>(Person person, P content) implements PersonalPage<P> {
    @Override
    public PersonalPage.Outcome<P> get(Request request) {
      return new PersonalPage.Outcome.Show<>(person, "step-8", content);
    }

    @Override
    public PersonalPage.Outcome<P> post(Request request) {
      return get(request);
    }
  }
}
