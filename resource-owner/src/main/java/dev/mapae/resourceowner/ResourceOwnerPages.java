package dev.mapae.resourceowner;

import dev.mapae.authorizationserver.Issuer;
import dev.mapae.authorizationserver.http.Endpoint;
import dev.mapae.authorizationserver.http.PageBoundary;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.http.Route;
import dev.mapae.authorizationserver.interaction.DeviceSteps;
import dev.mapae.authorizationserver.interaction.EmailSignInSteps;
import dev.mapae.authorizationserver.interaction.Interaction;
import dev.mapae.authorizationserver.interaction.Letter;
import dev.mapae.authorizationserver.interaction.MailSteps;
import dev.mapae.authorizationserver.interaction.Occasion;
import dev.mapae.authorizationserver.interaction.Pages;
import dev.mapae.authorizationserver.interaction.Paths;
import dev.mapae.authorizationserver.interaction.WayToClient;
import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.ProtocolError;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/// The pages that a resource owner sees, in Korean and English: sign-in, consent, devices,
/// sign-out, errors, and the manual of errors that `error_uri` points to. RFC 6749 §3.1, OIDC Core
/// §3.1.2.3 and §3.1.2.4.
///
/// They work without JavaScript and under a strict Content-Security-Policy; everything that comes
/// from outside is escaped.
public final class ResourceOwnerPages implements Pages {
  private final Issuer issuer;
  private final Assets assets;
  private final Frames frames;
  private final PageBoundary boundary;

  /// Makes the pages of one issuer.
  public ResourceOwnerPages(Issuer issuer) {
    this(issuer, Looks.PRESET, (_, _) -> {});
  }

  /// Makes the pages of one issuer.
  ///
  /// @param looks what the operator has made their own of them
  /// @param refused is told of each page that ended in an error
  public ResourceOwnerPages(
      Issuer issuer, Looks looks, BiConsumer<Request, ProtocolError> refused) {
    this(issuer, new Frames(issuer, new Assets(issuer.path() + Paths.ASSETS), looks), refused);
  }

  ResourceOwnerPages(Issuer issuer, Frames frames, BiConsumer<Request, ProtocolError> refused) {
    this.issuer = issuer;
    this.assets = frames.assets();
    this.frames = frames;
    this.boundary =
        new PageBoundary(
            (request, error) -> error(request, error, issuer.url(Paths.ERRORS + error.code())),
            refused);
  }

  /// Every page and asset, at absolute paths below the issuer's.
  ///
  /// @param interaction the steps behind the pages; whatever comes out of them as an exception
  ///   becomes the error page
  public List<Route> routes(Interaction interaction) {
    SignInPage signIn = new SignInPage(interaction::submitSignIn, frames);
    SecondFactorPage second = new SecondFactorPage(interaction.secondFactor(), frames);
    ConsentPage consent = new ConsentPage(interaction::consent, frames);
    DeviceSteps steps = interaction.device();
    DevicePages device = new DevicePages(steps, frames);
    SignInPage deviceSignIn = new SignInPage(steps::submitSignIn, frames);
    SecondFactorPage deviceSecond = new SecondFactorPage(steps.secondFactor(), frames);
    ConsentPage deviceConsent = new ConsentPage(steps::consent, frames);
    SignOutPage signOut = new SignOutPage(interaction, frames);
    String errors = issuer.path() + Paths.ERRORS;
    ErrorReferencePages reference = new ErrorReferencePages(errors, frames);
    List<Route> routes = new ArrayList<>();
    interaction
        .account()
        .map(account -> new AccountPage(account, frames))
        .ifPresent(account -> {
          routes.add(route("GET", Paths.CREATE_ACCOUNT, account::get));
          routes.add(route("POST", Paths.CREATE_ACCOUNT, account::post));
        });
    new AccountRoutes(interaction.accountPages(), issuer, frames)
        .all()
        .forEach(at -> routes.add(route(at.method(), at.path(), at.endpoint())));
    interaction.mail().ifPresent(mail -> addMail(routes, mail));
    interaction
        .upstream()
        .ifPresent(upstream ->
            new UpstreamPages(upstream, frames)
                .all(interaction)
                .forEach(at -> routes.add(route(at.method(), at.path(), at.endpoint()))));
    routes.addAll(
        List.of(
            route("GET", Paths.SIGN_IN, r -> signIn.get(r, interaction.signIn(r))),
            route("POST", Paths.SIGN_IN, signIn::post),
            route("GET", Paths.SECOND_FACTOR, second::get),
            route("POST", Paths.SECOND_FACTOR, second::post),
            route("GET", Paths.CONSENT, consent::get),
            route("POST", Paths.CONSENT, interaction::submitConsent),
            route("GET", Paths.DEVICE, device::getCode),
            route("POST", Paths.DEVICE, device::postCode),
            route("GET", Paths.DEVICE_SIGN_IN, r -> deviceSignIn.get(r, steps.signIn(r))),
            route("POST", Paths.DEVICE_SIGN_IN, deviceSignIn::post),
            route("GET", Paths.DEVICE_SECOND_FACTOR, deviceSecond::get),
            route("POST", Paths.DEVICE_SECOND_FACTOR, deviceSecond::post),
            route("GET", Paths.DEVICE_CONSENT, deviceConsent::get),
            route("POST", Paths.DEVICE_CONSENT, device::postConsent),
            route("GET", Paths.SIGN_OUT, signOut::get),
            route("POST", Paths.SIGN_OUT, signOut::post),
            new Route("GET", errors, reference::index),
            new Route("GET", errors + "*", reference::get),
            new Route("GET", issuer.path() + Paths.ASSETS + "*", assets::get)));
    routes.removeIf(route -> isElsewhere(interaction, route.path()));
    interaction
        .signInOrigin()
        .ifPresent(origin -> routes.replaceAll(route -> leadingTo(origin, route)));
    return List.copyOf(routes);
  }

  private static Route leadingTo(String origin, Route route) {
    return new Route(
        route.method(),
        route.path(),
        request -> ContentSecurityPolicy.leadingTo(origin, route.endpoint().handle(request)));
  }

  /// What somebody else shows, whose route it is then.
  private boolean isElsewhere(Interaction interaction, String path) {
    List<String> signIn = List.of(Paths.SIGN_IN, Paths.DEVICE_SIGN_IN, Paths.ACCOUNT_SIGN_IN);
    String page = path.substring(issuer.path().length());
    return (!interaction.signsInHere() && signIn.contains(page))
        || (!interaction.asksConsentHere() && page.equals(Paths.CONSENT));
  }

  @Override
  public Response error(Request request, ProtocolError error, String errorUri) {
    return ErrorPage.of(frames.of(request, Language.uiLocales(request)), error, errorUri);
  }

  @Override
  public Response error(Request request, ProtocolError error, String errorUri, WayToClient way) {
    return ErrorPage.of(
        frames.of(request, Language.uiLocales(request), Optional.of(way.client())),
        error,
        errorUri,
        Optional.of(way));
  }

  @Override
  public Response formPost(
      Request request,
      String redirectUri,
      Parameters fields,
      String formTarget,
      List<String> uiLocales) {
    return FormPostPage.of(frames.of(request, uiLocales), redirectUri, fields, formTarget);
  }

  @Override
  public Letter letter(Request request, List<String> uiLocales, Occasion occasion) {
    Frame frame = frames.of(request, uiLocales);
    return new Letters(frame.messages(), frame.name(), frame.server()).of(occasion);
  }

  @Override
  public List<String> languages() {
    return frames.languages().all().stream().map(Language::tag).toList();
  }

  private void addMail(List<Route> routes, MailSteps steps) {
    AddressPages address = new AddressPages(steps.address(), frames);
    steps
        .recovery()
        .map(recovery -> new RecoveryPages(recovery, frames))
        .ifPresent(pages -> addRecovery(routes, pages));
    routes.add(route("GET", Paths.CONFIRM_ADDRESS, address::get));
    routes.add(route("POST", Paths.CONFIRM_ADDRESS, address::post));
    steps
        .signIn()
        .map(signIn -> new EmailSignInPages(signIn, frames))
        .ifPresent(pages -> addEmailSignIn(routes, pages));
  }

  private void addRecovery(List<Route> routes, RecoveryPages recovery) {
    routes.add(route("GET", Paths.FORGOTTEN_PASSWORD, recovery::getForgotten));
    routes.add(route("POST", Paths.FORGOTTEN_PASSWORD, recovery::postForgotten));
    routes.add(route("GET", Paths.RESET_PASSWORD, recovery::getReset));
    routes.add(route("POST", Paths.RESET_PASSWORD, recovery::postReset));
  }

  private void addEmailSignIn(List<Route> routes, EmailSignInPages pages) {
    for (String signIn : EmailSignInSteps.SIGN_IN_PAGES) {
      String ask = signIn + Paths.EMAIL;
      String code = signIn + Paths.EMAIL_CODE;
      routes.add(route("GET", ask, request -> pages.getAsk(request, signIn)));
      routes.add(route("POST", ask, request -> pages.postAsk(request, signIn)));
      routes.add(route("POST", code, request -> pages.postCode(request, signIn)));
    }
    routes.add(route("GET", Paths.EMAIL_SIGN_IN_LINK, pages::getLink));
    routes.add(route("POST", Paths.EMAIL_SIGN_IN_LINK, pages::postLink));
  }

  private Route route(String method, String path, Endpoint page) {
    return boundary.route(method, issuer.path() + path, page);
  }
}
