package dev.mapae.testing.api;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/// Looks for what applications may use and nothing is said of, in the sources of a library.
///
/// A method that overrides another says what that one does, and a constructor of a record what the
/// record does.
final class Comments extends TreePathScanner<Void, Void> {
  private static final Set<Tree.Kind> INTERFACES =
      Set.of(Tree.Kind.INTERFACE, Tree.Kind.ANNOTATION_TYPE);

  private final DocTrees docs;
  private final List<String> missing = new ArrayList<>();

  private Comments(DocTrees docs) {
    this.docs = docs;
  }

  /// What has no comment: `Type` or `Type.member`.
  static List<String> missing(List<Path> sources) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      var units = files.getJavaFileObjectsFromPaths(sources);
      JavacTask task = (JavacTask) compiler.getTask(null, files, null, List.of(), null, units);
      Comments comments = new Comments(DocTrees.instance(task));
      for (CompilationUnitTree unit : task.parse()) {
        comments.scan(unit, null);
      }
      return comments.missing;
    }
  }

  @Override
  public Void visitClass(ClassTree type, Void nothing) {
    if (!isOffered(type.getModifiers())) {
      return null; // and nothing in it is
    }
    require(type.getSimpleName().toString());
    return super.visitClass(type, null);
  }

  @Override
  public Void visitMethod(MethodTree method, Void nothing) {
    boolean overrides =
        method.getModifiers().getAnnotations().stream()
            .anyMatch(a -> a.getAnnotationType().toString().equals("Override"));
    boolean ofRecord = method.getReturnType() == null && enclosing().getKind() == Tree.Kind.RECORD;
    if (isOffered(method.getModifiers()) && !overrides && !ofRecord) {
      require(enclosing().getSimpleName() + "." + method.getName());
    }
    return null; // what is inside is nobody's
  }

  @Override
  public Void visitVariable(VariableTree field, Void nothing) {
    if (isOffered(field.getModifiers())) {
      require(enclosing().getSimpleName() + "." + field.getName());
    }
    return null;
  }

  private ClassTree enclosing() {
    return (ClassTree) getCurrentPath().getParentPath().getLeaf();
  }

  /// What is in an interface is public without saying so.
  private boolean isOffered(ModifiersTree modifiers) {
    Set<Modifier> said = modifiers.getFlags();
    boolean inInterface = INTERFACES.contains(getCurrentPath().getParentPath().getLeaf().getKind());
    return said.contains(Modifier.PUBLIC)
        || said.contains(Modifier.PROTECTED)
        || (inInterface && !said.contains(Modifier.PRIVATE));
  }

  private void require(String name) {
    if (docs.getDocComment(getCurrentPath()) == null) {
      missing.add(name);
    }
  }
}
