package dev.mapae.client;

import java.net.URI;
import java.net.http.HttpHeaders;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// The tokens of a source, for the APIs that they are meant for and for nobody else. RFC 6750 §2.1,
/// §5.3, RFC 9449 §7.1.
///
/// [AuthorizedHttpClient] does all of this for `java.net.http`. An adapter to another HTTP library
/// sends each request that [#isFor] an API as its [#first] attempt says, and once more for each
/// [Attempt#next].
public final class ApiTokens {
  /// The names of the headers that a request to an API has of its attempt alone. An adapter takes
  /// off what the request has by these names before it sets [Attempt#headers], each time.
  public static final Set<String> HEADERS = Set.of("Authorization", "DPoP");

  private final TokenSource tokens;
  private final List<URI> apis;

  /// What may be done about a refusal, once each.
  private enum Remedy {
    ANOTHER_TOKEN,
    NONCE
  }

  private ApiTokens(TokenSource tokens, List<URI> apis) {
    this.tokens = tokens;
    this.apis = apis;
  }

  /// Tokens for some APIs.
  ///
  /// @param apis any URL of each: tokens go to its scheme, host and port
  /// @throws ClientException `Untrusted` for an API that is neither https nor on loopback
  /// @throws IllegalArgumentException when there is no API
  public static ApiTokens of(TokenSource tokens, URI... apis) {
    if (apis.length == 0) {
      throw new IllegalArgumentException("Name the API that the tokens are for.");
    }
    return new ApiTokens(
        tokens, Stream.of(apis).map(api -> Endpoints.secure("API", api.toString(), true)).toList());
  }

  /// Whether a request goes to one of the APIs. One whose URI has a name and password of its own
  /// does not.
  ///
  /// @param uri absolute
  public boolean isFor(URI uri) {
    return uri.getRawUserInfo() == null
        && apis.stream().anyMatch(api -> Endpoints.sameOrigin(uri, api));
  }

  /// The first attempt to send a request, with a token that is good right now.
  ///
  /// @param method of the request, such as `GET`
  /// @param uri of the request, which [#isFor] an API
  /// @throws ClientException when no token can be had
  /// @throws IllegalArgumentException for a request to another place
  public Attempt first(String method, URI uri) {
    requireIsFor(uri);
    return new Attempt(method, uri, tokens.tokens(), EnumSet.allOf(Remedy.class));
  }

  void requireIsFor(URI uri) {
    if (!isFor(uri)) {
      throw new IllegalArgumentException(
          "The token is for " + Answer.place(apis.get(0)) + ", not for " + Answer.place(uri));
    }
  }

  /// One sending of one request. Immutable.
  public final class Attempt {
    private final String method;
    private final URI uri;
    private final Tokens token;
    private final Set<Remedy> left;

    private Attempt(String method, URI uri, Tokens token, Set<Remedy> left) {
      this.method = method;
      this.uri = uri;
      this.token = token;
      this.left = left;
    }

    /// Whether it is an attempt at this very request, and not at one that it was redirected to.
    public boolean isAt(String otherMethod, URI otherUri) {
      return method.equals(otherMethod) && uri.equals(otherUri);
    }

    /// The headers that the request goes with, in place of its own [#HEADERS]: `Authorization` and,
    /// where the token is bound to a key, `DPoP`. Each call makes another proof, which is good for
    /// one sending.
    ///
    /// @throws ClientException `Unsupported` for a token that is bound to a key which its source
    ///   does not have
    public Map<String, String> headers() {
      Map<String, String> headers = new LinkedHashMap<>();
      headers.put("Authorization", token.authorizationHeader());
      if (token.type() == TokenType.DPOP) {
        Dpop dpop =
            tokens
                .dpop()
                .orElseThrow(() ->
                    new ClientError.Unsupported(
                            "The token is bound to a key that its source does not have.")
                        .exception());
        headers.put("DPoP", dpop.proof(method, uri, Optional.of(token.accessToken())));
      }
      return headers;
    }

    /// Takes the answer, keeps its nonce, and says how the request is sent once more: with another
    /// token where the API refused this one as `invalid_token`, or with the nonce where it wants
    /// one, once each. RFC 6750 §3.1, RFC 9449 §9.
    ///
    /// @param status of the answer
    /// @param answer its headers
    /// @return empty when the answer is the one for the application
    /// @throws ClientException when no other token can be had
    public Optional<Attempt> next(int status, HttpHeaders answer) {
      tokens.dpop().ifPresent(dpop -> dpop.learn(uri, answer));
      Optional<Remedy> remedy = remedy(status, answer);
      if (remedy.isEmpty()) {
        return Optional.empty();
      }
      Set<Remedy> rest = EnumSet.copyOf(left);
      rest.remove(remedy.get());
      if (remedy.get() == Remedy.NONCE) {
        return Optional.of(new Attempt(method, uri, token, rest));
      }
      tokens.drop(token);
      return Optional.of(new Attempt(method, uri, tokens.tokens(), rest));
    }

    /// Whether the answer is the one for the application.
    boolean isLast(int status, HttpHeaders answer) {
      return remedy(status, answer).isEmpty();
    }

    private Optional<Remedy> remedy(int status, HttpHeaders answer) {
      if (status != 401) {
        return Optional.empty();
      }
      boolean nonce =
          WwwAuthenticate.error("DPoP", answer).filter("use_dpop_nonce"::equals).isPresent()
              && tokens.dpop().isPresent()
              && answer.firstValue("DPoP-Nonce").isPresent();
      boolean refused = WwwAuthenticate.error(answer).filter("invalid_token"::equals).isPresent();
      return nonce
          ? Optional.of(Remedy.NONCE).filter(left::contains)
          : Optional.of(Remedy.ANOTHER_TOKEN).filter(r -> refused && left.contains(r));
    }

    /// Tells nothing of the token.
    @Override
    public String toString() {
      return "Attempt[" + method + " " + Answer.place(uri) + "]";
    }
  }

  /// Tells nothing of the tokens.
  @Override
  public String toString() {
    return "ApiTokens" + apis.stream().map(Answer::place).toList();
  }
}
