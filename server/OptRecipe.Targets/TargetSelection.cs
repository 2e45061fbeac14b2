using System.Collections.Immutable;

namespace OptRecipe.Targets;

/// <summary>A target with the options a recipe gives it: what a model is judged for. Equal when the same target is asked in the same way.</summary>
public sealed class TargetSelection : IEquatable<TargetSelection>
{
    /// <summary>What rules ask for, many times for every operator.</summary>
    private readonly Dictionary<string, string> values = new(StringComparer.Ordinal);

    private TargetSelection(TargetDescription target, ImmutableSortedDictionary<string, string> options)
    {
        Target = target;
        Options = options;
        foreach (var option in target.Options)
            if (option.Default is { } standard) values[option.Name] = standard;
        foreach (var (name, value) in options) values[name] = value;
        if (options.TryGetValue("runtime", out var text) && Targets.Runtime.TryParse(text, out var runtime, out _)) Runtime = runtime;
    }

    private string? text;

    public TargetDescription Target { get; }

    /// <summary>Options as written, valid ones only; what is not written is not here.</summary>
    public ImmutableSortedDictionary<string, string> Options { get; }

    /// <summary>The oldest runtime that has to load the file; null when nothing is asked.</summary>
    public Runtime? Runtime { get; }

    /// <summary>The share of the multiply-accumulates that must not fall back, 0…1; null when nothing is asked.</summary>
    public double? Require => Options.TryGetValue("require", out var text) && TargetOption.TryReadFraction(text, out var value) ? value : null;

    /// <summary>The option's value as written, or its default; null when it has neither.</summary>
    public string? Value(string option) => values.GetValueOrDefault(option);

    /// <summary>A size in bytes; null when the option is not given.</summary>
    public long? Bytes(string option) => Value(option) is { } text && TargetOption.TryReadBytes(text, out var bytes) ? bytes : null;

    /// <summary>Chooses a target. Short forms (<c>cmsis-nn</c>) become the target they stand for. Problems are by option name; a value with a problem is left out, so that the rest can still be judged.</summary>
    public static TargetSelection Of(TargetDescription target, IEnumerable<KeyValuePair<string, string>> options, out ImmutableDictionary<string, OptionProblem> problems)
    {
        var kept = target.Implied.ToBuilder();
        var found = ImmutableDictionary.CreateBuilder<string, OptionProblem>(StringComparer.Ordinal);
        var real = target.ShortFormOf is { } id && TargetCatalog.Find(id) is { } whole ? whole : target;
        foreach (var (name, text) in options)
        {
            var option = real.Option(name);
            var nearest = option is null ? Spelling.Nearest(name, real.Options.Select(known => known.Name)) : null;
            var problem = option is not null ? option.Check(text) : new($"`{real.Id}` has no option `{name}`", nearest is null ? [] : [nearest]);
            if (problem is null) kept[name] = text;
            else found[name] = problem;
        }
        problems = found.ToImmutable();
        return new(real, kept.ToImmutable());
    }

    /// <summary>The same question to another target: of the options those that it has too.</summary>
    internal TargetSelection As(string id)
    {
        var target = TargetCatalog.Find(id) ?? throw new KeyNotFoundException($"there is no target `{id}`");
        return new(target, Options.RemoveRange(Options.Keys.Where(name => target.Option(name) is null)));
    }

    public static TargetSelection Of(string id, params ReadOnlySpan<(string Name, string Value)> options)
    {
        var target = TargetCatalog.Find(id) ?? throw new KeyNotFoundException($"there is no target `{id}`");
        var pairs = new List<KeyValuePair<string, string>>();
        foreach (var (name, value) in options) pairs.Add(new(name, value));
        var selection = Of(target, pairs, out var problems);
        return problems.IsEmpty ? selection : throw new ArgumentException(problems.Values.First().Message, nameof(options));
    }

    public bool Equals(TargetSelection? other) => other is not null && ReferenceEquals(Target.Table, other.Target.Table) && ToString() == other.ToString();
    public override bool Equals(object? obj) => Equals(obj as TargetSelection);
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    /// <summary>As a recipe writes it: <c>xnnpack: {runtime: tflite-2.9}</c>.</summary>
    public override string ToString() => text ??= Options.IsEmpty ? Target.Id : $"{Target.Id}: {{{string.Join(", ", Options.Select(option => $"{option.Key}: {option.Value}"))}}}";
}
