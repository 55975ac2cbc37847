package dev.mapae.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.nimbusds.jose.JWSObject;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Provider;
import java.security.Security;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Who checks signatures. The tests of this module run once with Amazon Corretto Crypto Provider on
/// the class path, and those of signatures once more without it.
class SignatureProviderTests {
  private static final String ACCP =
      "com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider";

  private static boolean isOnTheClassPath() {
    return SignatureProviderTests.class
            .getClassLoader()
            .getResource(ACCP.replace('.', '/') + ".class")
        != null;
  }

  @Test
  void is_the_native_one_where_it_is_on_the_class_path() {
    // The library in the jar is for these.
    assumeTrue(System.getProperty("os.name").equals("Linux"));
    assumeTrue(System.getProperty("os.arch").equals("amd64"));
    for (String name :
        List.of(
            "SHA256withECDSAinP1363Format",
            "SHA384withECDSAinP1363Format",
            "SHA512withECDSAinP1363Format",
            "RSASSA-PSS",
            "Ed25519")) {
      assertThat(SignatureProvider.of(name).isPresent()).isEqualTo(isOnTheClassPath());
    }
    assertThat(SignatureProvider.of("ML-DSA-87-of-tomorrow")).isEmpty();
  }

  /// Prints which it is, from inside the module.
  static final class InTheModule {
    private InTheModule() {}

    public static void main(String[] arguments) {
      System.out.println(
          InTheModule.class.getModule().isNamed()
              + " "
              + SignatureProvider.of("SHA256withECDSA").isPresent());
    }
  }

  @Test
  void is_the_same_on_the_module_path(@TempDir Path folder) throws Exception {
    assumeTrue(System.getProperty("os.name").equals("Linux"));
    assumeTrue(System.getProperty("os.arch").equals("amd64"));
    List<Path> modules =
        new ArrayList<>(
            List.of(
                place(SignatureProvider.class), place(JWSObject.class), place(NullMarked.class)));
    if (isOnTheClassPath()) {
      modules.add(place(Class.forName(ACCP, false, getClass().getClassLoader())));
    }
    Path errors = folder.resolve("stderr");
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-p",
                modules.stream()
                    .map(Path::toString)
                    .collect(Collectors.joining(File.pathSeparator)),
                "--patch-module",
                "dev.mapae.protocol=" + place(SignatureProviderTests.class),
                "-m",
                "dev.mapae.protocol/" + InTheModule.class.getName())
            .redirectError(errors.toFile())
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    assertThat(said).isEqualToIgnoringNewLines("true " + isOnTheClassPath());
    assertThat(errors).content().doesNotContain("does not load", "ServiceConfigurationError");
  }

  private static Path place(Class<?> type) throws URISyntaxException {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  @Test
  void is_not_installed_for_the_whole_process() {
    var unused = SignatureProvider.of("SHA256withECDSA");

    assertThat(Stream.of(Security.getProviders()).map(p -> p.getClass().getName()))
        .doesNotContain(ACCP);
  }

  @Test
  void is_not_one_whose_library_did_not_load() {
    assertThat(SignatureProvider.isWorking(new WithoutLibrary())).isFalse();
    assertThat(SignatureProvider.isWorking(Security.getProvider("SunEC"))).isTrue();
  }

  @Test
  void is_the_one_of_the_jdk_where_the_native_one_is_broken(@TempDir Path folder) throws Exception {
    Path services = Files.createDirectories(folder.resolve("META-INF/services"));
    Files.writeString(services.resolve("java.security.Provider"), ACCP);
    URL[] urls = {folder.toUri().toURL()};
    try (URLClassLoader broken = new URLClassLoader(urls, ClassLoader.getPlatformClassLoader())) {
      assertThat(SignatureProvider.load(broken)).isEmpty();
    }
  }

  /// What somebody else has on the class path, and before it.
  @Test
  void is_the_native_one_although_another_is_broken(@TempDir Path folder) throws Exception {
    assumeTrue(System.getProperty("os.name").equals("Linux"));
    assumeTrue(System.getProperty("os.arch").equals("amd64"));
    String services = "META-INF/services/java.security.Provider";
    Path broken = folder.resolve("broken");
    Files.writeString(broken, "com.example.Missing\n");
    ClassLoader classes =
        new ClassLoader(SignatureProviderTests.class.getClassLoader()) {
          @Override
          public Enumeration<URL> getResources(String name) throws IOException {
            List<URL> all = new ArrayList<>();
            if (name.equals(services)) {
              all.add(broken.toUri().toURL());
            }
            all.addAll(Collections.list(super.getResources(name)));
            return Collections.enumeration(all);
          }
        };
    assertThat(SignatureProvider.load(classes).isPresent()).isEqualTo(isOnTheClassPath());
  }

  @Test
  void is_the_one_of_the_jdk_where_there_is_no_other() {
    assertThat(SignatureProvider.load(ClassLoader.getPlatformClassLoader())).isEmpty();
  }

  private static final class WithoutLibrary extends Provider {
    private static final long serialVersionUID = 1L;

    WithoutLibrary() {
      super("AmazonCorrettoCryptoProvider", "2.5", "no algorithms");
    }
  }
}
