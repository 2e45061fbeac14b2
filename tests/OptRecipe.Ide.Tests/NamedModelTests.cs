using OptRecipe.Ide.Completion;
using OptRecipe.Ide.Hover;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Files;
using OptRecipe.TFLite.Graphs;

namespace OptRecipe.Ide.Tests;

/// <summary>Models whose names are many, or hostile.</summary>
public sealed class NamedModelTests
{
    /// <summary>A chain of operators, one for each name.</summary>
    private static Workspace Named(params IEnumerable<string> names)
    {
        var builder = new ModelBuilder();
        var last = builder.Input("x", TensorType.Float32, [1, 4]);
        foreach (var name in names) last = builder.Add(BuiltinOperator.Logistic, name, TensorType.Float32, [1, 4], [last]);
        using var stream = new MemoryStream();
        ModelWriter.Write(builder.Output(last).Build(), stream);
        return new Workspace().With("/w/named.tflite", stream.ToArray());
    }

    private static string Recipe(string glob) => $"recipe: 1\nmodel: named.tflite\nsteps:\n  - prune: {{sparsity: 50 %, where: {{tensors: {glob}}}}}\n";

    [Fact]
    public void Of_more_names_than_are_shown_those_with_the_written_letters_are_offered()
    {
        var workspace = Named(Enumerable.Range(0, 400).Select(index => $"layer_{index}"));
        Assert.Equal(Completions.MostItems, Offered("l$0").Length);
        Assert.Equal(["layer_399"], Offered("LAYER_399$0"));

        string[] Offered(string glob)
        {
            var (text, offset) = Workspace.Cursor(Recipe(glob));
            return [.. Completions.At(workspace.Analyze(text), offset, workspace).Select(item => item.Label)];
        }
    }

    [Theory]
    [InlineData("a|b](command:evil)", "a\\|b\\](command:evil)")]
    [InlineData("<img src=x onerror=y>", "\\<img src=x onerror=y>")]
    [InlineData("$(zap) `tick` {0}", "\\$(zap) \\`tick\\` {0}")]
    [InlineData("gnp\u202Eeman", "gnp\\\\u202Eeman")]
    public void Y19_T10_Names_from_a_model_are_shown_literally_in_hovers(string name, string expected)
    {
        var (text, offset) = Workspace.Cursor(Recipe("'$0*'"));
        var hover = HoverInfo.At(Named(name).Analyze(text), offset);
        Assert.True(hover?.Markdown.Contains($"| {expected} |", StringComparison.Ordinal) == true, hover?.Markdown);
    }
}
