package dev.mapae.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// The tokens of a command-line program, sealed with AES-256-GCM in a file that only its person may
/// read. [Client#keptIn] uses it.
///
/// A file that is damaged, of another client or server, of tokens that are bound to another key
/// (RFC 9449) or to none where this client has one, or sealed with another key counts as none: the
/// person signs in again.
public final class TokenFile {
  private static final int KEY_LENGTH = 32;
  private static final int NONCE_LENGTH = 12;
  private static final int TAG_BITS = 128;
  private static final int MAX_LENGTH = 1024 * 1024;
  private static final byte VERSION = 1;
  private static final Set<PosixFilePermission> OWNER =
      Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  private final Path file;
  private final Optional<SecretKey> given;

  private TokenFile(Path file, Optional<SecretKey> given) {
    this.file = file.toAbsolutePath();
    this.given = given;
  }

  /// Keeps the key in a file beside it, `NAME.key`, which is made when there is none. That keeps
  /// copies of the file alone from being of use, not somebody who can read both.
  ///
  /// @param file its folder has to exist; best one that only the person can read
  public static TokenFile of(Path file) {
    return new TokenFile(file, Optional.empty());
  }

  /// Takes a key of the application's, from the key chain of the system for example.
  ///
  /// @param key of AES, with 256 bits
  /// @throws IllegalArgumentException for any other
  public static TokenFile of(Path file, SecretKey key) {
    byte[] encoded = key.getEncoded();
    if (!key.getAlgorithm().equals("AES") || (encoded != null && encoded.length != KEY_LENGTH)) {
      throw new IllegalArgumentException("The key is one of AES with 256 bits.");
    }
    return new TokenFile(file, Optional.of(key));
  }

  /// Forgets the tokens, when the person signs out: after whoever is just renewing them. What uses
  /// the file should end then; it may have the tokens in memory.
  ///
  /// @throws UncheckedIOException when the file cannot be deleted
  /// @throws ClientException `Interrupted` when the thread was
  /// @throws IllegalStateException from within the sign-in whose tokens go to the file, in its own
  ///   thread
  public void delete() {
    alone(() -> {
      try {
        return Files.deleteIfExists(file);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    });
  }

  /// What is kept for a client.
  Optional<Tokens> read(Client client) {
    try {
      return bytes(file).flatMap(sealed -> open(sealed, client)).flatMap(KeptTokens::read);
    } catch (IOException | UncheckedIOException e) {
      return Optional.empty();
    }
  }

  /// Keeps these instead, all at once, in a thread that was interrupted too: what they came for is
  /// spent.
  ///
  /// @throws UncheckedIOException when they cannot be written
  void write(Client client, Tokens tokens) {
    boolean interrupted = Thread.interrupted();
    try {
      replace(file, seal(KeptTokens.write(tokens), client));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /// Runs alone among all programs that share the file.
  ///
  /// @throws UncheckedIOException when the file that they take turns by cannot be written
  /// @throws ClientException `Interrupted` when the thread was, while it waited
  /// @throws IllegalStateException from within such work, in its own thread
  <T> T alone(Supplier<T> work) {
    return FileTurns.alone(beside(".lock"), work);
  }

  private Path beside(String ending) {
    return file.resolveSibling(file.getFileName() + ending);
  }

  private byte[] seal(byte[] text, Client client) {
    byte[] nonce = new byte[NONCE_LENGTH];
    client.environment().random().nextBytes(nonce);
    try {
      ByteArrayOutputStream sealed = new ByteArrayOutputStream();
      sealed.write(VERSION);
      sealed.writeBytes(nonce);
      sealed.writeBytes(cipher(Cipher.ENCRYPT_MODE, nonce, client).doFinal(text));
      return sealed.toByteArray();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the key of the TokenFile does not encrypt", e);
    }
  }

  private Optional<byte[]> open(byte[] sealed, Client client) {
    if (sealed.length <= 1 + NONCE_LENGTH || sealed[0] != VERSION) {
      return Optional.empty();
    }
    byte[] nonce = Arrays.copyOfRange(sealed, 1, 1 + NONCE_LENGTH);
    try {
      return Optional.of(
          cipher(Cipher.DECRYPT_MODE, nonce, client)
              .doFinal(sealed, nonce.length + 1, sealed.length - nonce.length - 1));
    } catch (GeneralSecurityException e) {
      return Optional.empty();
    }
  }

  private Cipher cipher(int mode, byte[] nonce, Client client) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key(client), new GCMParameterSpec(TAG_BITS, nonce));
    // So that tokens of one server are never sent to another, nor those of one key with another.
    String whose =
        "mapae-tokens\n"
            + client.server().issuer()
            + "\n"
            + client.clientId()
            + client.dpop().map(dpop -> "\n" + dpop.thumbprint()).orElse("");
    cipher.updateAAD(whose.getBytes(StandardCharsets.UTF_8));
    return cipher;
  }

  private SecretKey key(Client client) {
    return given.orElseGet(() -> keyFile(client.environment().random()));
  }

  private SecretKey keyFile(SecureRandom random) {
    Path path = beside(".key");
    try {
      Optional<byte[]> kept = isOwners(path) ? bytes(path) : Optional.empty();
      if (kept.isPresent() && kept.get().length == KEY_LENGTH) {
        return new SecretKeySpec(kept.get(), "AES");
      }
      byte[] fresh = new byte[KEY_LENGTH];
      random.nextBytes(fresh);
      replace(path, fresh);
      return new SecretKeySpec(fresh, "AES");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A key that others may read is none. Where the system has no such permissions, the folder of
  /// the person is what protects it.
  private static boolean isOwners(Path path) throws IOException {
    PosixFileAttributeView view =
        Files.getFileAttributeView(path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    return !Files.exists(path)
        || view == null
        || OWNER.containsAll(view.readAttributes().permissions());
  }

  private static Optional<byte[]> bytes(Path path) throws IOException {
    if (!Files.isRegularFile(path)) {
      return Optional.empty();
    }
    try (InputStream in = Files.newInputStream(path)) {
      byte[] bytes = in.readNBytes(MAX_LENGTH + 1);
      return bytes.length > MAX_LENGTH ? Optional.empty() : Optional.of(bytes);
    }
  }

  /// A temporary file is made for its owner alone, where the system can.
  private static void replace(Path path, byte[] bytes) throws IOException {
    Path parent = path.getParent();
    Path temporary =
        Files.createTempFile(parent == null ? Path.of(".") : parent, ".tokens", ".tmp");
    try {
      try (FileChannel out = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
          out.write(buffer);
        }
        out.force(true);
      }
      try {
        Files.move(
            temporary, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } catch (AtomicMoveNotSupportedException e) {
        Files.move(temporary, path, StandardCopyOption.REPLACE_EXISTING);
      }
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /// Tells where it is and nothing else.
  @Override
  public String toString() {
    return "TokenFile[" + file + "]";
  }
}
