package dev.mapae.peer;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.security.crypto.password.PasswordEncoder;

/// The secret of a client as the server keeps it.
///
/// @param encoder by which it is known again; empty for what is preset
record Secret(String kept, Optional<PasswordEncoder> encoder) {

  /// Which of the two it is.
  @Configuration
  static class Choice {
    /// As in the documentation. At its first use the server hashes it by bcrypt, and from then on
    /// every request for a token does.
    @Bean
    @Profile("!sha256")
    Secret asDocumented(Client client) {
      return new Secret("{noop}" + client.secret(), Optional.empty());
    }

    /// What is enough for a random secret, which nobody can guess, and takes microseconds.
    @Bean
    @Profile("sha256")
    Secret bySha256(Client client) {
      PasswordEncoder encoder = new Sha256();
      return new Secret(encoder.encode(client.secret()), Optional.of(encoder));
    }
  }

  private static final class Sha256 implements PasswordEncoder {
    @Override
    public String encode(CharSequence secret) {
      try {
        return HexFormat.of()
            .formatHex(
                MessageDigest.getInstance("SHA-256")
                    .digest(secret.toString().getBytes(StandardCharsets.UTF_8)));
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public boolean matches(CharSequence secret, String kept) {
      return MessageDigest.isEqual(
          encode(secret).getBytes(StandardCharsets.UTF_8), kept.getBytes(StandardCharsets.UTF_8));
    }
  }
}
