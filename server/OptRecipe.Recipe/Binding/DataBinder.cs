using System.Collections.Immutable;
using OptRecipe.Recipe.Syntax;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Recipe.Binding;

/// <summary>The section <c>data</c>. Silent, as the binder is.</summary>
internal sealed class DataBinder(SyntaxTree tree)
{
    private const int MostInputs = 1000;

    internal BoundData? Bind(SyntaxNode data)
    {
        if (!data.IsMapping) return null;
        var common = Preprocessing(data);
        var bound = new BoundData(Set(data, "calibration", DataRole.Calibration, common), Set(data, "evaluation", DataRole.Evaluation, common), Set(data, "training", DataRole.Training, common))
        { Preprocess = common.Steps, PreprocessSpan = common.Span };
        return bound.Sets.Any() || common.Span is not null ? bound : null;
    }

    private BoundDataSet? Set(SyntaxNode data, string key, DataRole role, (ImmutableArray<BoundPreprocessing> Steps, TextSpan? Span) common)
    {
        var node = tree.ValueOf(data, key);
        if (!node.IsMapping || Text(node, "path") is not { } path) return null;
        var hasOwn = tree.ValueOf(node, "preprocess").Exists;
        var own = hasOwn ? Preprocessing(node) : common;
        var samples = tree.ValueOf(node, "samples");
        return new(role, path, node.Span)
        {
            Inputs = Inputs(tree.ValueOf(node, "inputs")),
            Labels = Text(node, "labels"),
            ClassNames = Text(node, "class_names"),
            Metric = Metric(tree.ValueOf(node, "metric")),
            Samples = samples.IsScalar && Whole(samples) is { } count ? new(count, samples.Span) : null,
            Shuffle = tree.ValueOf(node, "shuffle") is { IsScalar: true } shuffle && shuffle.ValueText is "true",
            Validation = tree.ValueOf(node, "validation") is { IsScalar: true } share && Units.TryFraction(share.ValueText, out var fraction) && fraction is >= 0 and < 1 ? fraction : 0,
            Preprocess = own.Steps,
            PreprocessSpan = own.Span,
            HasOwnPreprocess = hasOwn,
        };
    }

    /// <summary>A word, or a mapping of the word to <c>{score: …}</c>.</summary>
    private BoundMetric? Metric(SyntaxNode node)
    {
        if (node is { IsScalar: true, IsNull: false }) return new(new(node.Value, node.ContentSpan()), null);
        foreach (var pair in node.Pairs)
            return pair.Key.IsScalar ? new(new(pair.Key.Value, pair.Key.ContentSpan()), tree.Followed(pair.Value) is { IsMapping: true } options ? Text(options, "score") : null) : null;
        return null;
    }

    private ImmutableArray<BoundDataInput> Inputs(SyntaxNode node)
    {
        if (node is { IsScalar: true, IsNull: false }) return [new(null, new(node.Value, node.ContentSpan()))];
        if (!node.IsMapping) return [];
        var inputs = ImmutableArray.CreateBuilder<BoundDataInput>();
        foreach (var pair in tree.AllPairs(node).Take(MostInputs))
            if (pair.Key.IsScalar && tree.Followed(pair.Value) is { IsScalar: true, IsNull: false } array && !inputs.Any(other => other.Input?.Value == pair.Key.Value))
                inputs.Add(new(new(pair.Key.Value, pair.Key.ContentSpan()), new(array.Value, array.ContentSpan())));
        return inputs.DrainToImmutable();
    }

    private (ImmutableArray<BoundPreprocessing> Steps, TextSpan? Span) Preprocessing(SyntaxNode mapping)
    {
        var list = tree.ValueOf(mapping, "preprocess");
        if (!list.IsSequence) return ([], null);
        var steps = ImmutableArray.CreateBuilder<BoundPreprocessing>();
        foreach (var item in list.Items)
            if (Step(tree.Followed(item)) is { } step) steps.Add(step);
        return (steps.DrainToImmutable(), list.Span);
    }

    private BoundPreprocessing? Step(SyntaxNode item)
    {
        SyntaxNode kind = item, value = default;
        foreach (var pair in item.Pairs)
        {
            (kind, value) = (pair.Key, tree.Followed(pair.Value));
            break;
        }
        if (!kind.IsScalar) return null;
        var span = item.Span;
        return kind.ValueText switch
        {
            "resize" => Resize(value, span),
            "crop" when value.IsScalar => Units.TryFraction(value.ValueText, out var fraction) && fraction is > 0 and <= 1 ? new BoundCentralCrop(span, fraction) : null,
            "crop" => Size(value) is var (height, width) ? new BoundCrop(span, height, width) : null,
            "normalize" when value.IsMapping => Normalize(value, span),
            "scale" when value.IsMapping => One(value, "factor", 1) is { } factor && One(value, "offset", 0) is { } offset ? new BoundScale(span, factor, offset) : null,
            "standardize" => new BoundStandardize(span),
            "layout" when value.IsScalar => value.Value is "nchw-to-nhwc" or "nhwc-to-nchw" ? new BoundLayout(span, value.Value == "nchw-to-nhwc") : null,
            "channels" when value.IsScalar => value.Value is "rgb" or "bgr" or "gray" ? new BoundChannels(span, value.Value) : null,
            "dtype" when value.IsScalar => new BoundCast(span, value.Value),
            _ => null,
        };
    }

    private BoundResize? Resize(SyntaxNode value, TextSpan span)
    {
        if (Size(value.IsMapping ? tree.ValueOf(value, "size") : value) is not var (height, width)) return null;
        if (!value.IsMapping) return new(span, height, width, "bilinear", false, "half-pixel");
        return new(span, height, width, Text(value, "method")?.Value ?? "bilinear", Text(value, "antialias")?.Value == "true", Text(value, "coordinates")?.Value ?? "half-pixel");
    }

    private BoundNormalize? Normalize(SyntaxNode value, TextSpan span)
    {
        var (means, deviations) = (Numbers(tree.ValueOf(value, "mean"), 0), Numbers(tree.ValueOf(value, "std"), 1));
        return means.IsEmpty || deviations.IsEmpty ? null : new(span, means, deviations);
    }

    private (int Height, int Width)? Size(SyntaxNode list)
    {
        if (!list.IsSequence || list.Items.Count != 2) return null;
        var numbers = new List<int>();
        foreach (var item in list.Items) if (Whole(tree.Followed(item)) is { } number and > 0) numbers.Add(number);
        return numbers is [var height, var width] ? (height, width) : null;
    }

    private ImmutableArray<float> Numbers(SyntaxNode node, float @default)
    {
        if (!node.Exists) return [@default];
        if (node.IsScalar) return Number(node) is { } one ? [one] : [];
        var numbers = ImmutableArray.CreateBuilder<float>();
        foreach (var item in node.Items)
            if (Number(tree.Followed(item)) is { } number) numbers.Add(number);
            else return [];
        return numbers.DrainToImmutable();
    }

    private float? One(SyntaxNode mapping, string key, float @default) => tree.ValueOf(mapping, key) is { Exists: true } node ? Number(node) : @default;

    private static float? Number(SyntaxNode node) => node.IsScalar && Units.TryNumber(node.ValueText, out var number) ? (float)number : null;

    private static int? Whole(SyntaxNode node) => node.IsScalar && Units.TryNumber(node.ValueText, out var number) && number is >= 0 and <= int.MaxValue && number == Math.Floor(number) ? (int)number : null;

    private BoundText? Text(SyntaxNode mapping, string key) => tree.ValueOf(mapping, key) is { IsScalar: true, IsNull: false } node ? new(node.Value, node.ContentSpan()) : null;
}
