using OptRecipe.Recipe.Diagnostics;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Recipe.Tests;

/// <summary>Recipes with what is expected written under the line: <c># ^^^ OR2003: message</c>; the carets stand under the span.</summary>
public sealed class CheckDiagnosticsTests
{
    /// <summary>Takes the expectation lines out, reads the recipe and writes them in again: the two texts must be equal. Messages may be cut short with <c>…</c>.</summary>
    private static void CheckDiagnostics(string annotated)
    {
        var text = Annotations.Strip(annotated);
        var document = RecipeDocument.Read(text);
        var actual = Annotations.Write(document.Text, document.Publish([], isComplete: true));
        Assert.Equal(annotated.Replace("\r\n", "\n"), Annotations.CutLike(annotated, actual));
    }

    [Fact]
    public void A_recipe_without_mistakes_has_no_diagnostics() => CheckDiagnostics("""
        recipe: 1
        name: keyword-spotting
        model: models/kws.tflite
        targets:
          - xnnpack: {runtime: tflite-2.10}
          - tflite-micro: {kernels: cmsis-nn}
        steps:
          - prune: {sparsity: 50 %}
          - quantize: dynamic
        budget: {file: 60 KiB}
        outputs:
          - tflite: out/kws.tflite
          - report: out/kws.md
        x-notes: {anything: [goes]}
        """);

    [Fact]
    public void Unknown_target_suggests_the_nearest_id() => CheckDiagnostics("""
        recipe: 1
        model: m.tflite
        targets:
          - xnpack
        #   ^^^^^^ OR2003: `xnpack` is no target; did you mean `xnnpack`
        """);

    [Fact]
    public void One_mistake_gives_one_diagnostic() => CheckDiagnostics("""
        recipe: 1
        model: m.tflite
        target: [xnnpack]
        #<0,6> OR1101: `target` is no key of the recipe; did you mean `targets`
        steps:
          - prune: {sparsity: 50}
        #                     ^^ OR1107: `sparsity` is at least 0 % and less than 100 %, found `50`
          - quantise: dynamic
        #   ^^^^^^^^ OR1104: `quantise` is no step; did you mean `quantize`
        budget: {file: 60}
        #              ^^ OR1105: `file` has no unit; expected `60 KiB`, `60 kB` or `60 B`
        """);
}
