package dev.mapae.resourceowner;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// [PageStates] leaves nothing out: what is not there, [AccessiblePagesTests] does not judge.
class PageStatesTests {
  private static final String PACKAGE = PageStatesTests.class.getPackageName() + ".";

  /// Loads the classes of this package once more, and notes which are needed.
  private static final class NotingClassLoader extends ClassLoader {
    private final Set<String> loaded = new TreeSet<>();

    NotingClassLoader(ClassLoader parent) {
      super(parent);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.startsWith(PACKAGE)) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> known = findLoadedClass(name);
        return known != null ? known : define(name);
      }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
      loaded.add(name);
      try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
        byte[] bytes = requireNonNull(in, name).readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }

  static void drawAll() {
    Frames frames = new Frames(Site.ISSUER, new Assets("/assets/"));
    for (String language : new String[] {"en", "ko"}) {
      PageStates.all()
          .forEach((name, state) ->
              assertThat(Site.html(state.draw(Site.ISSUER, frames, language)))
                  .as(name)
                  .contains("<html lang=\"" + language));
    }
  }

  @Test
  void every_template_is_drawn_in_one_of_them() throws Exception {
    NotingClassLoader loader = new NotingClassLoader(PageStatesTests.class.getClassLoader());
    Method drawing = loader.loadClass(PageStatesTests.class.getName()).getDeclaredMethod("drawAll");
    drawing.setAccessible(true);
    drawing.invoke(null);
    Set<String> templates = new TreeSet<>();
    try (var files = Files.newDirectoryStream(Path.of("src/main/jte"), "*.jte")) {
      files.forEach(
          file -> templates.add(file.getFileName().toString().replaceFirst("\\.jte$", "")));
    }
    assertThat(templates).hasSizeGreaterThan(30);
    templates.removeIf(name -> loader.loaded.contains(PACKAGE + "Jte" + name + "Generated"));
    assertThat(templates).isEmpty();
  }
}
