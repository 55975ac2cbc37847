/// Obtains tokens, keeps them fresh and presents them: the client of RFC 6749 §1.1.
///
/// A program that acts for itself (RFC 6749 §4.4):
///
/// ```java
/// var me = new ClientSecretBasic("reporter", System.getenv("REPORTER_SECRET"));
/// Client client = Client.discover("https://id.example.com", me);
/// TokenSource tokens = client.clientCredentials(Scope.of("playlist.read"));
/// request.header("Authorization", tokens.authorizationHeader());
/// ```
///
/// A web application that acts for a person (RFC 6749 §4.1, OIDC Core §3.1), before and after the
/// browser's journey:
///
/// ```java
/// var flow = client.authorizationCode(URI.create("https://app.example.com/callback"));
/// AuthorizationRequest request = flow.start(AuthorizationOptions.scope("openid", "playlist.read"));
/// Tokens tokens = flow.finish(request, callbackUrl);
/// ```
///
/// A program on the person's own machine (RFC 8252):
///
/// ```java
/// var client = Client.discover("https://id.example.com", new None("my-cli"));
/// Tokens tokens = CommandLineSignIn.of(client).signIn(AuthorizationOptions.scope("openid"));
/// System.out.println(tokens.idToken().orElseThrow().subject());
/// ```
///
/// A program whose person has a browser elsewhere (RFC 8628), and who stays signed in:
///
/// ```java
/// TokenSource tokens =
///     client.keptIn(TokenFile.of(path), () -> DeviceSignIn.of(client).signIn(options));
/// ```
///
/// What is said of a [Client] once holds for all of its requests: how it authenticates
/// ([PrivateKeyJwt], [TlsClientAuth], [ClientSecretBasic] and others), and whether its tokens are
/// bound to a key ([Client#withDpop], RFC 9449). Other ways to a token are [Client#tokenExchange]
/// (RFC 8693) and [Client#jwtBearer] (RFC 7523); a client that nobody registered registers itself
/// with [Registration] (RFC 7591) or publishes a [ClientIdMetadataDocument]; people sign out with
/// [Client#signOut] and [BackChannelLogout].
///
/// Everything that fails fails with [ClientException], whose [ClientError] says in which way.
@NullMarked
package dev.mapae.client;

import org.jspecify.annotations.NullMarked;
