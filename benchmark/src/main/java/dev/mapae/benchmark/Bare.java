package dev.mapae.benchmark;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import de.mkammerer.argon2.Argon2;
import de.mkammerer.argon2.Argon2Factory;
import de.mkammerer.argon2.Argon2Factory.Argon2Types;
import dev.mapae.authorizationserver.authentication.Passwords;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;

/// Single operations with nothing around them, by the libraries of the server: what bounds each
/// request that needs them.
final class Bare {
  /// Of a signing input, as long as that of an access token.
  private static final byte[] PAYLOAD = new byte[400];

  private static final String ES256 = "SHA256withECDSAinP1363Format";

  private Bare() {}

  /// Makes ES256 signatures by ACCP, again and again.
  static Loop.Worker signature() throws GeneralSecurityException {
    KeyPair pair = keyPair();
    return () -> sign(pair).length > 0;
  }

  /// Makes RS256 signatures by ACCP with a key of 2048 bits, again and again.
  static Loop.Worker rsaSignature() throws GeneralSecurityException {
    KeyPairGenerator generator =
        KeyPairGenerator.getInstance("RSA", AmazonCorrettoCryptoProvider.INSTANCE);
    generator.initialize(2048);
    KeyPair pair = generator.generateKeyPair();
    return () -> {
      Signature signature =
          Signature.getInstance("SHA256withRSA", AmazonCorrettoCryptoProvider.INSTANCE);
      signature.initSign(pair.getPrivate());
      signature.update(PAYLOAD);
      return signature.sign().length > 0;
    };
  }

  /// Checks an ES256 signature by ACCP, again and again.
  static Loop.Worker verification() throws GeneralSecurityException {
    KeyPair pair = keyPair();
    byte[] signed = sign(pair);
    return () -> {
      Signature check = Signature.getInstance(ES256, AmazonCorrettoCryptoProvider.INSTANCE);
      check.initVerify(pair.getPublic());
      check.update(PAYLOAD);
      return check.verify(signed);
    };
  }

  /// Checks a password with Argon2id, again and again, at the preset cost.
  static Loop.Worker passwordCheck() {
    Argon2 argon2 = Argon2Factory.create(Argon2Types.ARGON2id);
    byte[] password = MeasuredServer.PASSWORD.getBytes(StandardCharsets.UTF_8);
    Passwords.Cost cost = Passwords.Cost.PRESET;
    String hash = argon2.hash(cost.iterations(), cost.memoryKib(), cost.parallelism(), password);
    return () -> argon2.verify(hash, password);
  }

  /// The same as that, each time after a pause, in which caches and pipelines forget it.
  static Loop.Worker after(Duration pause, Loop.Worker operation) {
    return () -> {
      Thread.sleep(pause);
      return operation.work();
    };
  }

  static byte[] sign(KeyPair pair) throws GeneralSecurityException {
    Signature signature = Signature.getInstance(ES256, AmazonCorrettoCryptoProvider.INSTANCE);
    signature.initSign(pair.getPrivate());
    signature.update(PAYLOAD);
    return signature.sign();
  }

  static KeyPair keyPair() throws GeneralSecurityException {
    KeyPairGenerator generator =
        KeyPairGenerator.getInstance("EC", AmazonCorrettoCryptoProvider.INSTANCE);
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  /// Lets as many threads do this as there are cores: a core is slower while the other is busy,
  /// which it also is while a server is called.
  ///
  /// @return the processor time of one time, in µs, as the threads count it
  static double micros(Loop.Worker operation, Duration lasting) {
    return micros(
        Collections.nCopies(Runtime.getRuntime().availableProcessors(), operation), lasting);
  }

  /// Lets each of these work on a thread of its own.
  static double micros(List<? extends Loop.Worker> workers, Duration lasting) {
    List<Callable<Double>> loops = new ArrayList<>();
    workers.forEach(worker -> loops.add(() -> onThisThread(worker, lasting)));
    return Loop.inThreads(loops).stream().mapToDouble(each -> each).average().orElseThrow();
  }

  private static double onThisThread(Loop.Worker worker, Duration lasting) throws Exception {
    repeat(worker, lasting.dividedBy(2)); // until it is compiled
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadCpuTime();
    long times = repeat(worker, lasting);
    return (threads.getCurrentThreadCpuTime() - before) / 1e3 / times;
  }

  private static long repeat(Loop.Worker worker, Duration lasting) throws Exception {
    long end = System.nanoTime() + lasting.toNanos();
    long times = 0;
    do {
      if (!worker.work()) {
        throw new IllegalStateException("a bare operation failed");
      }
      times++;
    } while (System.nanoTime() < end);
    return times;
  }
}
