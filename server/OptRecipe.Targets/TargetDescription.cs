using System.Collections.Immutable;

namespace OptRecipe.Targets;

/// <summary>What the catalog knows about a target without its rules.</summary>
/// <param name="Id">The word in recipes, on the command line and in JSON.</param>
/// <param name="Description">One paragraph for hover.</param>
/// <param name="IsAvailable">False for a target that is known and cannot be judged yet.</param>
/// <param name="JudgedBy">What its table was compared with; empty when it was only read from source.</param>
/// <param name="IsJudgedByRun">Whether its verdicts were compared with what the real tool did; false: read from source alone.</param>
/// <param name="Options">Its own options and those that every target has.</param>
/// <param name="ShortFormOf">For a short form: the target it stands for, with the options in <paramref name="Implied"/>.</param>
/// <param name="Implied">Options that a short form sets.</param>
/// <param name="Sources">Where the rules were read: repository, path and commit, one line each.</param>
public sealed record TargetDescription(
    string Id,
    string Title,
    string Description,
    bool IsAvailable,
    string JudgedBy,
    bool IsJudgedByRun,
    ImmutableArray<TargetOption> Options,
    string? ShortFormOf,
    ImmutableSortedDictionary<string, string> Implied,
    ImmutableArray<string> Sources)
{
    /// <summary>The rules of a target that a user wrote; null for those that come with the product.</summary>
    internal Rules.TargetTable? Table { get; init; }

    /// <summary>Hardware without float arithmetic: what stays float runs on the host's processor, if at all.</summary>
    public bool IsIntegerOnly { get; init; }

    /// <summary><c>judged by …</c>, or <c>from source, not judged by a run</c>: how far its verdicts can be trusted.</summary>
    public string Judgement => IsJudgedByRun ? $"judged by {JudgedBy}" : Table is not null ? "from a table of your own" : "from source, not judged by a run";

    public TargetOption? Option(string name) => Options.FirstOrDefault(option => option.Name == name);
}

/// <summary>A word people think in that stands for several targets; its options are handed on to those that have them.</summary>
public sealed record TargetGroup(string Id, string Description, ImmutableArray<string> Members);
