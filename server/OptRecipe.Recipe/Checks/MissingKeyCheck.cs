using OptRecipe.Recipe.Diagnostics;
using OptRecipe.Recipe.Schema;
using OptRecipe.Recipe.Syntax;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Recipe.Checks;

internal static class MissingKeyCheck
{
    internal static readonly DiagnosticDescriptor Descriptor = new("OR1102", "Required key missing", Severity.Error, "0.1");

    internal static Diagnostic Report(CheckContext context, SyntaxNode mapping, SchemaKey key, string place, TextSpan span)
    {
        var diagnostic = new Diagnostic(Descriptor, span, $"{char.ToUpperInvariant(place[0])}{place[1..]} has no `{key.Name}`; {Describe(key)}");
        if (key.Name == "recipe") return diagnostic.WithFix("Insert `recipe: 1`", FixSafety.Safe, new TextEdit(new(mapping.Span.Start, 0), $"recipe: 1{context.Text.LineBreak}"));
        var value = key.Name == "model" ? "model.tflite" : key.Type is ScalarType { Examples: [var example, ..] } ? example : key.Type is ScalarType { Values: [var first, ..] } ? first.Name : null;
        if (value is null || mapping.IsFlow) return diagnostic;
        var lines = context.Text.Lines;
        var column = lines.Position(mapping.Span.Start).Character;
        var firstLine = lines.LineOf(mapping.Span.Start);
        var edit = key.Name == "model"
            ? new TextEdit(new(lines.LineEnd(firstLine), 0), $"{context.Text.LineBreak}model: {value}")
            : new TextEdit(new(mapping.Span.Start, 0), $"{key.Name}: {value}{context.Text.LineBreak}{new string(' ', column)}");
        return diagnostic.WithFix($"Insert `{key.Name}: {value}`", FixSafety.Unsafe, edit);
    }

    /// <summary>For a recipe whose used files name no model either.</summary>
    internal static Diagnostic Model(CheckContext context, SyntaxNode root)
    {
        var key = RecipeSchema.Root.Keys.First(known => known.Name == "model");
        foreach (var pair in root.Pairs)
            if (pair.Key.ValueText is "use") return Report(context, root, key, "the recipe with all that it uses", pair.Key.Span);
        return Report(context, root, key, "the recipe", new(root.Span.Start, 0));
    }

    private static string Describe(SchemaKey key) => key.Name switch
    {
        "recipe" => "expected `recipe: 1`, the version of the language",
        "model" => "expected the path of a `.tflite` file",
        _ => "it is required",
    };
}
