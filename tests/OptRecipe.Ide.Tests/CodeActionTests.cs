using OptRecipe.Ide.Fixes;

namespace OptRecipe.Ide.Tests;

public sealed class CodeActionTests
{
    private const string Head = "recipe: 1\nmodel: digits_cnn.tflite\n";

    private static void CheckFix(string text, string title, string expected)
    {
        var (plain, offset) = Workspace.Cursor(text);
        var analysis = new Workspace().Analyze(plain);
        var actions = CodeActions.At(analysis, new(offset, 0));
        var action = actions.FirstOrDefault(action => action.Title == title);
        Assert.True(action is not null, $"no such action; there are: {string.Join("; ", actions.Select(other => other.Title))}");
        Assert.Equal(expected, analysis.Text.WithEdits(action.Edits).Text);
    }

    [Fact]
    public void An_unknown_target_is_changed_to_the_nearest() => CheckFix(Head + "targets: [xn$0pack]\n", "Change to `xnnpack`", Head + "targets: [xnnpack]\n");

    [Fact]
    public void An_unknown_key_is_changed_to_the_nearest() => CheckFix(Head + "target$0: [xnnpack]\n", "Change to `targets`", Head + "targets: [xnnpack]\n");

    [Fact]
    public void Dynamic_range_on_a_microcontroller_becomes_int8() => CheckFix(
        Head + "targets: [tflite-micro]\nsteps:\n  - quantize: dyn$0amic # small\n", "Use full int8 (needs calibration)", Head + "targets: [tflite-micro]\ndata:\n  calibration: {path: data/calibration.npz, samples: 100}\nsteps:\n  - quantize: int8 # small\n");

    [Fact]
    public void Everything_safe_is_fixed_at_once() => CheckFix(
        Head + "target$0: [xnpack]\nsteps:\n\t- prune: {sparsity: 50}\n\t- quantise: dynamic\n", CodeActions.FixAllTitle,
        Head + "targets: [xnnpack]\nsteps:\n  - prune: {sparsity: 50 %}\n  - quantize: dynamic\n");
}
