package dev.mapae.authorizationserver.response;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEEncrypter;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDHEncrypter;
import com.nimbusds.jose.crypto.RSAEncrypter;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import dev.mapae.authorizationserver.clientkey.ClientKeys;
import dev.mapae.authorizationserver.clientkey.UnavailableKeys;
import dev.mapae.authorizationserver.key.ServerKeys;
import dev.mapae.authorizationserver.key.SigningAlgorithm;
import dev.mapae.authorizationserver.key.SigningKey;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.ResponseEncryption;
import dev.mapae.authorizationserver.store.ResponseJwt;
import dev.mapae.protocol.Json;
import dev.mapae.protocol.ProtocolError;
import dev.mapae.protocol.ProtocolException;
import java.util.Optional;
import java.util.function.Supplier;

/// Makes the JWTs that a client gets as responses: signed, and then encrypted, as it registered;
/// UserInfo also encrypted alone. OIDC Core §2, §5.3.2, §10.2, JARM §2.2, RFC 9701 §5.
public final class ClientJwts {
  /// The `typ` of those whose specification gives none. RFC 7519 §5.1.
  public static final String TYP = "JWT";

  /// What those get that registered nothing: every OpenID Connect client understands it.
  private static final SigningAlgorithm PRESET = SigningAlgorithm.RS256;

  private final String issuer;
  private final ServerKeys keys;
  private final ClientKeys clientKeys;

  public ClientJwts(String issuer, ServerKeys keys, ClientKeys clientKeys) {
    this.issuer = issuer;
    this.keys = keys;
    this.clientKeys = clientKeys;
  }

  /// The claims that each begins with: whose it is, and whom it is for.
  public Json claims(Client client) {
    return Json.object().with("iss", issuer).with("aud", client.id());
  }

  /// The `sid` of a session for a client.
  ///
  /// @param firstSessionId see [SessionIds#sid]
  public String sid(Client client, String firstSessionId) {
    return new SessionIds(issuer).sid(firstSessionId, client.id());
  }

  /// Writes a logout token: signed, and encrypted, as the client's ID tokens are. OpenID Connect
  /// Back-Channel Logout §2.4, §2.6.
  ///
  /// @throws ProtocolException where there is no key of the client to encrypt to
  /// @throws UnavailableKeys where that is not known just now
  public String logoutToken(Client client, Json claims) {
    return write(client, ResponseJwt.ID_TOKEN, "logout+jwt", claims);
  }

  /// Writes a JWT in compact serialization.
  ///
  /// @throws ProtocolException where it is to be encrypted, and there is no key of the client for
  ///   it
  public String write(Client client, ResponseJwt response, Json claims) {
    return answering(() -> write(client, response, typ(response), claims));
  }

  /// What is for a client that waits for it.
  private static <T> T answering(Supplier<T> writing) {
    try {
      return writing.get();
    } catch (UnavailableKeys e) {
      throw e.forTheClient(ProtocolError.InvalidRequest::new);
    }
  }

  private String write(Client client, ResponseJwt response, String typ, Json claims) {
    Optional<ResponseEncryption> encryption = client.responses().encryption(response);
    if (encryption.isEmpty()) {
      return signed(client, response, typ, claims);
    }
    JWK key = encryptionKey(client, response, encryption.get());
    JWEHeader.Builder header = header(encryption.get(), key);
    return isSigned(client, response)
        // A nested JWT, RFC 7519 §5.2.
        ? encrypted(header.contentType(TYP), signed(client, response, typ, claims), key)
        : encrypted(header, claims.toString(), key);
  }

  private String signed(Client client, ResponseJwt response, String typ, Json claims) {
    return key(client, response).sign(typ, claims.bytes());
  }

  /// UserInfo alone may be encrypted and not signed. OIDC Core §5.3.2.
  private static boolean isSigned(Client client, ResponseJwt response) {
    return response != ResponseJwt.USERINFO || client.responses().signing(response).isPresent();
  }

  /// What such a JWT is signed with, for hashes that it has inside.
  public SigningAlgorithm algorithm(Client client, ResponseJwt response) {
    return key(client, response).algorithm();
  }

  /// Makes sure that such a JWT can be written, before anything is spent for it.
  ///
  /// @throws ProtocolException as [#write] does
  public void requireKey(Client client, ResponseJwt response) {
    key(client, response);
    client
        .responses()
        .encryption(response)
        .ifPresent(how -> answering(() -> encryptionKey(client, response, how)));
  }

  private SigningKey key(Client client, ResponseJwt response) {
    return keys.signing(client.responses().signing(response).orElse(PRESET.algorithm()));
  }

  private static String typ(ResponseJwt response) {
    return switch (response) {
      case ID_TOKEN, USERINFO, AUTHORIZATION -> TYP;
      case INTROSPECTION -> "token-introspection+jwt";
    };
  }

  private JWK encryptionKey(Client client, ResponseJwt response, ResponseEncryption how) {
    Optional<JWK> key =
        clientKeys.find(client, published -> EncryptionKeys.find(published, how.alg()));
    return key.orElseThrow(() ->
        new ProtocolError.InvalidRequest(
                "The client registered "
                    + response.encryptedResponseAlg()
                    + " "
                    + how.alg()
                    + ", and none of its keys is for that; publish one with use enc.")
            .exception());
  }

  private static JWEHeader.Builder header(ResponseEncryption how, JWK key) {
    return new JWEHeader.Builder(JWEAlgorithm.parse(how.alg()), EncryptionMethod.parse(how.enc()))
        .keyID(key.getKeyID());
  }

  private static String encrypted(JWEHeader.Builder header, String content, JWK key) {
    JWEObject jwe = new JWEObject(header.build(), new Payload(content));
    try {
      JWEEncrypter encrypter =
          key instanceof RSAKey rsa ? new RSAEncrypter(rsa) : new ECDHEncrypter(key.toECKey());
      jwe.encrypt(encrypter);
      return jwe.serialize();
    } catch (JOSEException e) {
      throw new ProtocolError.InvalidRequest(
              "Nothing can be encrypted to the key of the client; publish another with use enc.")
          .exception();
    }
  }
}
