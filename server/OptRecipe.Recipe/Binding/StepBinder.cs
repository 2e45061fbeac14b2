using System.Collections.Immutable;
using OptRecipe.Recipe.Schema;
using OptRecipe.Recipe.Syntax;
using OptRecipe.Recipe.Text;
using OptRecipe.TFLite;

namespace OptRecipe.Recipe.Binding;

/// <summary>Steps: <c>quantize</c> with its rules, <c>prune</c>, and the others by name.</summary>
internal sealed class StepBinder(SyntaxTree tree, ItemMemory? memory)
{
    private readonly SelectorBinder selectors = new(tree);

    internal BoundStep? Bind(SyntaxNode kind, SyntaxNode value, TextSpan span, TextSpan kindSpan) => kind.ValueText switch
    {
        "quantize" => Quantize(value, span, kindSpan),
        "prune" => Prune(value, span, kindSpan),
        "equalize" => new BoundEqualize(span, kindSpan, true, tree.CountOf(value, "iterations")?.Value) { Where = selectors.Under(value, "where"), BiasAbsorption = tree.FlagOf(value, "bias_absorption") },
        var name when StepSchema.Kinds.Find(name) is not null => new BoundOtherStep(span, kindSpan, name.ToString()),
        _ => null,
    };

    private BoundPrune? Prune(SyntaxNode value, TextSpan span, TextSpan kindSpan)
    {
        var word = value.IsMapping ? tree.ValueOf(value, "sparsity") : default;
        return word.IsScalar && Units.TryFraction(word.ValueText, out var sparsity) && sparsity is >= 0 and < 1
            // -0 is no number below 0, and yet has a sign.
            ? new(span, kindSpan, true, Math.Abs(sparsity)) { SparsitySpan = word.ContentSpan(), Where = selectors.Under(value, "where") } : null;
    }

    private BoundQuantize? Quantize(SyntaxNode value, TextSpan span, TextSpan kindSpan)
    {
        var word = value.IsMapping ? tree.ValueOf(value, "scheme") : value;
        if (ValueReading.Word(word, QuantizeWords.Schemes) is not { Value: not QuantizationScheme.Float32 } scheme) return null;
        if (!value.IsMapping) return new(span, kindSpan, QuantizeSchema.Runs(scheme.Value), scheme.Value, scheme.Span) { Fields = new() { Scheme = scheme } };
        var rules = Rules(tree.ValueOf(value, "rules"));
        var (input, output) = Borders(tree.ValueOf(value, "io"));
        return new(span, kindSpan, QuantizeSchema.Runs(scheme.Value) && rules.All(rule => rule.Fields.Scheme is not { } other || QuantizeSchema.Runs(other.Value)), scheme.Value, scheme.Span)
        {
            Where = selectors.Under(value, "where"),
            Fields = Fields(value),
            Rules = rules,
            Numerics = tree.WordOf(value, "numerics", QuantizeWords.Numerics),
            InputType = input,
            OutputType = output,
            BiasCorrection = tree.FlagOf(value, "bias_correction"),
            Exempt = Exempt(tree.ValueOf(value, "exempt")),
            Rescue = tree.WordOf(value, "rescue", QuantizeWords.Rescues),
        };
    }

    private ImmutableArray<BoundRule> Rules(SyntaxNode list)
    {
        var rules = ImmutableArray.CreateBuilder<BoundRule>();
        foreach (var item in list.Items)
            if (tree.Followed(item) is { IsMapping: true } rule) rules.Add(memory?.Of(item) is { } known ? Rule(known, item) : Rule(item, rule));
        return rules.DrainToImmutable();
    }

    private BoundRule Rule(KnownItem known, SyntaxNode item)
    {
        var rule = known.Rule is { } before ? before.Moved(item.Span.Start - before.Span.Start) : Rule(item, item);
        known.Rule = rule;
        return rule;
    }

    private BoundRule Rule(SyntaxNode item, SyntaxNode rule) => new(item.Kind == SyntaxKind.Alias ? item.Span : rule.Span, selectors.Under(rule, "where"), Fields(rule));

    private QuantizeFields Fields(SyntaxNode mapping)
    {
        var (weights, activations) = (tree.ValueOf(mapping, "weights"), tree.ValueOf(mapping, "activations"));
        return new()
        {
            Scheme = tree.WordOf(mapping, "scheme", QuantizeWords.Schemes),
            WeightBits = tree.CountOf(weights, "bits"),
            AreWeightsSymmetric = tree.FlagOf(weights, "symmetric"),
            Granularity = tree.WordOf(weights, "granularity", QuantizeWords.Granularities),
            Algorithm = tree.WordOf(weights, "algorithm", QuantizeWords.Algorithms),
            MinimumElements = tree.CountOf(weights, "min_elements"),
            ActivationBits = tree.CountOf(activations, "bits"),
            AreActivationsSymmetric = tree.FlagOf(activations, "symmetric"),
            OnUnsupported = tree.WordOf(mapping, "on_unsupported", QuantizeWords.Unsupported),
            Calibration = Calibration(mapping),
        };
    }

    private BoundCalibration? Calibration(SyntaxNode mapping)
    {
        var pair = tree.PairOf(mapping, "calibration");
        if (!pair.Key.Exists) return null;
        var value = tree.Followed(pair.Value);
        if (!value.IsMapping) return ValueReading.Word(value, QuantizeWords.Methods) is { } method ? new(pair.Span) { Method = method } : null;
        return new(pair.Span)
        {
            Method = tree.WordOf(value, "method", QuantizeWords.Methods),
            Percentile = tree.NumberOf(value, "percentile"),
            Bins = tree.CountOf(value, "bins"),
            Ranges = tree.WrittenOf(value, "ranges"),
            Key = tree.WrittenOf(value, "key"),
        };
    }

    private (Written<TensorType>? Input, Written<TensorType>? Output) Borders(SyntaxNode node)
    {
        if (node.IsMapping) return (tree.WordOf(node, "input", QuantizeWords.BorderTypes), tree.WordOf(node, "output", QuantizeWords.BorderTypes));
        var both = ValueReading.Word(node, QuantizeWords.BorderTypes);
        return (both, both);
    }

    private BoundExempt? Exempt(SyntaxNode node)
    {
        if (!node.IsMapping) return null;
        var drop = tree.ValueOf(tree.ValueOf(node, "keep"), "accuracy_drop");
        return new(node.Span, tree.FlagOf(node, "auto")?.Value == true, tree.CountOf(node, "max"),
            drop.IsScalar && Units.TryDrop(drop.ValueText, out var limit) ? new(limit, drop.ContentSpan()) : null);
    }
}
