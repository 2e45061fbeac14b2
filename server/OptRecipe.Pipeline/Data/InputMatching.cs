using System.Collections.Immutable;
using OptRecipe.Data;
using OptRecipe.Data.NumPy;
using OptRecipe.Data.Preprocessing;
using OptRecipe.Data.Samples;
using OptRecipe.Recipe.Binding;
using OptRecipe.Recipe.Diagnostics;
using OptRecipe.Recipe.Text;
using OptRecipe.Targets;
using OptRecipe.TFLite.Operators;

namespace OptRecipe.Pipeline.Data;

/// <summary>Which array of a data set goes into which input, and whether it fits there. Judged by the first sample.</summary>
internal sealed class InputMatching
{
    private readonly BoundDataSet _set;
    private readonly ImmutableArray<ModelInput> _inputs;
    private readonly ISampleSource _source;
    private readonly ImmutableArray<DataProblem>.Builder _problems = ImmutableArray.CreateBuilder<DataProblem>();
    private readonly ImmutableArray<PreprocessingStep> _steps;

    private InputMatching(BoundDataSet set, ImmutableArray<ModelInput> inputs, ISampleSource source) =>
        (_set, _inputs, _source, _steps) = (set, inputs, source, [.. set.Preprocess.Select(PreprocessingTable.Of).OfType<PreprocessingStep>()]);

    /// <exception cref="DataFormatException">The first sample cannot be read.</exception>
    public static (ImmutableArray<InputFeed> Feeds, ImmutableArray<DataProblem> Problems) Match(BoundDataSet set, ImmutableArray<ModelInput> inputs, ISampleSource source) =>
        new InputMatching(set, inputs, source).Match();

    private (ImmutableArray<InputFeed>, ImmutableArray<DataProblem>) Match()
    {
        if (_source.Count == 0)
        {
            _problems.Add(new(DataProblemKind.Empty, $"`{_set.Path.Value}` holds no samples", _set.Path.Span));
            return ([], _problems.DrainToImmutable());
        }
        foreach (var named in _set.Inputs) CheckName(named);
        if (_problems.Count > 0) return ([], _problems.DrainToImmutable());
        var feeds = ImmutableArray.CreateBuilder<InputFeed>();
        foreach (var input in _inputs)
        {
            if (ArrayFor(input) is not { } array) continue;
            var feed = new InputFeed(input, array.Name, input.TakesNumbers ? _steps : []);
            feeds.Add(feed);
            Judge(feed, array.Span);
        }
        return (feeds.DrainToImmutable(), _problems.DrainToImmutable());
    }

    private void CheckName(BoundDataInput named)
    {
        if (named.Input is { } input && !_inputs.Any(known => known.Names.Contains(input.Value)))
            Add(DataProblemKind.UnknownInput, input, $"the model has no input `{input.Value}`; it takes {Listed(_inputs.Select(known => known.Name))}", _inputs.Select(known => known.Name));
        else if (named.Input is null && _inputs.Length > 1)
            _problems.Add(new(DataProblemKind.UnknownInput, $"the model has {_inputs.Length} inputs ({Listed(_inputs.Select(known => known.Name))}); name an array for each: `{{{_inputs[0].Name}: {named.Array.Value}, …}}`", named.Array.Span));
        else if (!_source.HasArray(named.Array.Value))
            Add(DataProblemKind.UnknownArray, named.Array, $"`{_set.Path.Value}` holds no array `{named.Array.Value}`; it holds {Listed(_source.Arrays)}", _source.Arrays);
    }

    private (string Name, TextSpan Span)? ArrayFor(ModelInput input)
    {
        foreach (var named in _set.Inputs)
            if (named.Input is null || input.Names.Contains(named.Input.Value)) return (named.Array.Value, named.Array.Span);
        var span = _set.Path.Span;
        if (_source.Arrays is [""] && _inputs.Length == 1) return ("", span);
        foreach (var name in input.Names) if (_source.Arrays.Contains(name)) return (name, span);
        if (_source.Everything is { } all && _inputs.Length == 1) return (all, span);
        var others = _source.Arrays.Where(name => name != _set.Labels?.Value).ToArray();
        if (_inputs.Length == 1)
        {
            if (others.Length == 1) return (others[0], span);
            var fitting = others.Where(name => Fits(name, input)).ToArray();
            if (fitting.Length == 1) return (fitting[0], span);
            if (others.Contains("x") && fitting.Length == 0) return ("x", span);
        }
        _problems.Add(new(DataProblemKind.UnknownArray, $"`{_set.Path.Value}` holds {Listed(_source.Arrays)}; say which is input `{input.Name}`: `inputs: {{{input.Name}: …}}`", span));
        return null;
    }

    private bool Fits(string array, ModelInput input)
    {
        try
        {
            return _source.Details(array) is { } details && SampleFits.Of(ShapeAfter(details, input.TakesNumbers ? _steps : []), input.Sample, _source.IsFlat).IsFine();
        }
        catch (DataFormatException)
        {
            return false;
        }
    }

    private void Judge(InputFeed feed, TextSpan span)
    {
        if (_source.Details(feed.Array) is not { } first) return;
        var input = feed.Input;
        if (feed.Steps.IsEmpty ? !InputBytes.CanHold(first.Type, input) : first.Type.Letter is 'U' or 'c' || input.Quantization.IsPerChannel)
        {
            _problems.Add(new(DataProblemKind.WrongType, $"the samples are {first.Type.Name}; input `{input.Name}` takes {input.TypeAndShape}", span));
            return;
        }
        int[] shape;
        try
        {
            shape = ShapeAfter(first, feed.Steps);
        }
        catch (DataFormatException error)
        {
            _problems.Add(new(DataProblemKind.WrongShape, $"the samples are {first}: {error.Message}", _set.PreprocessSpan ?? span));
            return;
        }
        switch (SampleFits.Of(shape, input.Sample, _source.IsFlat))
        {
            case SampleFit.None:
                _problems.Add(new(DataProblemKind.WrongShape, $"the samples are {Sizes(first, shape, feed)}; input `{input.Name}` takes {InputFeed.Text(input.Sample)}", span) { Suggestion = Resize(shape, input) ?? Channels(shape, input) });
                break;
            case SampleFit.ChannelsFirst:
                _problems.Add(new(DataProblemKind.WrongLayout, $"the samples are {Sizes(first, shape, feed)}, channels first; input `{input.Name}` takes {InputFeed.Text(input.Sample)}, channels last", span)
                { Suggestion = new("Move the channels: `layout: nchw-to-nhwc`", "layout: nchw-to-nhwc") });
                break;
            case SampleFit.AxisAdded:
                _problems.Add(new(DataProblemKind.AxisAdded, $"the samples are {Sizes(first, shape, feed)}; the last axis of 1 that input `{input.Name}` has is added", span));
                break;
        }
    }

    private static string Sizes(NumPyArrayDetails first, int[] after, InputFeed feed) => feed.Steps.IsEmpty || first.Shape.AsSpan().SequenceEqual(after) ? $"{first}" : $"{first}, {InputFeed.Text(after)} after preprocessing";

    private int[] ShapeAfter(NumPyArrayDetails details, ImmutableArray<PreprocessingStep> steps)
    {
        var shape = details.Shape.AsSpan().ToArray();
        if (_source.IsFlat && _inputs is [var only] && SampleFits.Of(shape, only.Sample, true) == SampleFit.Reshaped) shape = only.Sample;
        return steps.Aggregate(shape, (before, step) => step.ShapeAfter(before));
    }

    /// <summary>Pictures of another size and the same channels.</summary>
    private static StepSuggestion? Resize(int[] shape, ModelInput input) => input.Sample is [> 0 and var height, > 0 and var width, var channels] && shape is [_, _, var own] && own == channels
        ? new($"Resize the samples to {height}×{width}", $"resize: [{height}, {width}]") : null;

    /// <summary>Coloured pictures for grey ones, or the other way round; a wrong size beside that is told next.</summary>
    private static StepSuggestion? Channels(int[] shape, ModelInput input) => (input.Sample, shape) switch
    {
        ([_, _, 1], [_, _, 3 or 4]) => new("Make the samples grey: `channels: gray`", "channels: gray"),
        ([_, _, 3], [_, _] or [_, _, 1 or 4]) => new("Give the samples three channels: `channels: rgb`", "channels: rgb"),
        _ => null,
    };

    private void Add(DataProblemKind kind, BoundText at, string message, IEnumerable<string> known) => _problems.Add(new(kind, message, at.Span)
    {
        Fixes = Spelling.Nearest(at.Value, known) is { } nearest ? [new($"Write `{nearest}`", FixSafety.Unsafe, [new(at.Span, nearest)])] : [],
    });

    internal static string Listed(IEnumerable<string> names)
    {
        var all = names.ToArray();
        return all.Length == 0 ? "nothing" : string.Join(", ", all.Take(8).Select(name => name.Length == 0 ? "one array without a name" : $"`{name}`")) + (all.Length > 8 ? $" and {all.Length - 8} more" : "");
    }
}
