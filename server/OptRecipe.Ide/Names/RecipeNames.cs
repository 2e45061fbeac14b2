using System.Collections.Immutable;
using OptRecipe.Pipeline;
using OptRecipe.Recipe.Binding;
using OptRecipe.Recipe.Presets;
using OptRecipe.Recipe.Schema;
using OptRecipe.Recipe.Syntax;
using OptRecipe.Recipe.TargetFiles;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Ide.Names;

/// <summary>Every word of a recipe that names something: what highlights, definitions, references and renames look through.</summary>
public static class RecipeNames
{
    /// <summary>In the order of the text.</summary>
    public static ImmutableArray<RecipeName> All(RecipeAnalysis analysis)
    {
        var names = ImmutableArray.CreateBuilder<RecipeName>();
        SchemaWalk.Over(analysis, word =>
        {
            if (NameOf(analysis.Syntax, word) is { } name) names.Add(name);
        });
        return names.DrainToImmutable();
    }

    /// <summary>The name that the offset lies in or touches; of two that touch, the one that starts there.</summary>
    public static RecipeName? At(RecipeAnalysis analysis, int offset)
    {
        RecipeName? found = null;
        foreach (var name in All(analysis))
        {
            // The mark of an anchor or alias belongs to it.
            var start = name.Kind == NameKind.Anchor ? name.Span.Start - 1 : name.Span.Start;
            if (start > offset) break;
            if (offset <= name.Span.End) found = name;
        }
        return found;
    }

    /// <summary>The places of a recipe where the same is named, in the order of the text.</summary>
    public static ImmutableArray<RecipeName> SameAs(RecipeAnalysis analysis, RecipeName name)
    {
        var same = ImmutableArray.CreateBuilder<RecipeName>();
        foreach (var other in All(analysis)) if (other.IsSameAs(name)) same.Add(other);
        return same.DrainToImmutable();
    }

    internal static bool IsPreset(SchemaWord word) => word is { Role: WordRole.Value, Key.Name: "use" } && PresetCatalog.IsName(word.Node.Value);

    /// <summary>A key below <c>coverage</c>: it names a target.</summary>
    internal static bool IsCoverage(SchemaWord word) => word is { Role: WordRole.Key, Key: null, Owner.Name: "coverage" };

    // A feature of a TFRecord file may be called `image/label`.
    private static bool IsLabelFile(ReadOnlySpan<char> word) => word.EndsWith(".txt") || word.EndsWith(".csv") || word.EndsWith(".npy");

    private static RecipeName? NameOf(SyntaxTree tree, SchemaWord word)
    {
        var node = word.Node;
        switch (word.Role)
        {
            case WordRole.Anchored when node.Anchor is { Length: > 1 } anchor:
                var span = TextSpan.Between(anchor.Start + 1, anchor.End);
                return new(NameKind.Anchor, tree.Text.Slice(span).ToString(), span, true, anchor.Start);
            case WordRole.Alias:
                return new(NameKind.Anchor, node.Value, TextSpan.Between(node.Span.Start + 1, node.Span.End), false, tree.Resolve(node).Anchor?.Start ?? -1);
            case WordRole.Key when IsCoverage(word): return Of(NameKind.Target, node);
            case WordRole.Key when word is { Key: null, Owner.Name: "inputs" or "input_shapes" }: return Of(NameKind.Input, node);
            case WordRole.Key: return Of(NameKind.Key, node);
            case WordRole.Kind when word.Noun == "target": return TargetFile.Is(node.Value) ? Path(node) : Of(NameKind.Target, node);
            case WordRole.Kind: return Of(NameKind.Key, node);
            case WordRole.Value: return Value(word);
            default: return null;
        }
    }

    private static RecipeName? Value(SchemaWord word)
    {
        var node = word.Node;
        if (word.Key?.Name == "use") return IsPreset(word) ? Of(NameKind.Preset, node) : Path(node);
        if (word.Key?.Name == "signature") return Of(NameKind.Signature, node);
        var scalar = SchemaPlace.Shaped<ScalarType>(word.Type);
        switch (scalar?.Kind)
        {
            case ScalarKind.Path: return Path(node);
            case ScalarKind.OperatorName: return Of(NameKind.Operator, node);
            case ScalarKind.OperatorNumbers: return Of(NameKind.OperatorNumbers, node);
            case ScalarKind.TensorName: return Of(NameKind.Tensor, node);
            case ScalarKind.Text when word.Key?.Name == "labels" && IsLabelFile(node.ValueText): return Path(node);
        }
        foreach (var known in scalar?.Values ?? [])
            if (node.ValueText.SequenceEqual(known.Name)) return Of(NameKind.Choice, node);
        return null;
    }

    private static RecipeName Of(NameKind kind, SyntaxNode node) => new(kind, node.Value, node.ContentSpan());

    private static RecipeName Path(SyntaxNode node) => new(NameKind.Path, RecipePath.Normalize(node.Value), node.ContentSpan());
}
