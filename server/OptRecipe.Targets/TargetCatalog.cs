using System.Collections.Immutable;
using OptRecipe.Targets.Tables;

namespace OptRecipe.Targets;

/// <summary>All targets by id. Reads the heads of the tables on first use, never their rules. Thread-safe.</summary>
public static class TargetCatalog
{
    private static readonly Lazy<Content> Loaded = new(Load);

    /// <summary>Every known target, those that can be judged first, then by id.</summary>
    public static ImmutableArray<TargetDescription> Targets => Loaded.Value.Targets;

    /// <summary>Options that every target has.</summary>
    public static ImmutableArray<TargetOption> SharedOptions => Loaded.Value.Shared;

    public static ImmutableArray<TargetGroup> Groups => Loaded.Value.Groups;

    public static TargetDescription? Find(string id) => Loaded.Value.ById.GetValueOrDefault(id);

    public static TargetGroup? FindGroup(string id) => Loaded.Value.Groups.FirstOrDefault(group => group.Id == id);

    /// <summary>The id of a target or group that <paramref name="word"/> was probably meant to be, null when none is near. Targets that can be judged come first.</summary>
    public static string? Nearest(string word) => Spelling.Nearest(word, Targets.Select(target => target.Id).Concat(Groups.Select(group => group.Id)));

    private static Content Load()
    {
        var common = TableResource.Read("common");
        var shared = ReadOptions(common["options"]);
        var targets = TableResource.Names.Where(name => name != "common").Select(name => ReadHead(name, shared))
            .OrderBy(target => !target.IsAvailable).ThenBy(target => target.Id, StringComparer.Ordinal).ToImmutableArray();
        var groups = common["groups"] is { } node
            ? node.Fields.Select(field => new TargetGroup(field.Key, field.Value.Require("description"), [.. Texts(field.Value["members"])])).ToImmutableArray()
            : [];
        return new(targets, groups, targets.ToDictionary(target => target.Id, StringComparer.Ordinal), shared);
    }

    private static TargetDescription ReadHead(string name, ImmutableArray<TargetOption> shared)
    {
        var head = TableResource.Read(name, stopBefore: "sets");
        var implied = head["implied"]?.Fields.ToImmutableSortedDictionary(field => field.Key, field => field.Value.Text, StringComparer.Ordinal);
        return new(
            name,
            head.Require("title"),
            head.Require("description"),
            head["available"]?.Text != "false",
            head["judged_by"]?.Text ?? "",
            IsJudgedByRun(head),
            [.. ReadOptions(head["options"]), .. shared],
            head["short_form_of"]?.Text,
            implied ?? ImmutableSortedDictionary<string, string>.Empty,
            [.. (head["sources"]?.Items ?? []).Select(source => $"{source["repo"]?.Text} {source["path"]?.Text} at {source["commit"]?.Text}")]) { IsIntegerOnly = IsIntegerOnly(head) ?? false };
    }

    /// <summary>The key <c>arithmetic</c>; null without it.</summary>
    internal static bool? IsIntegerOnly(TableNode head) => head["arithmetic"] switch
    {
        null => null,
        { Text: "integers" } => true,
        { Text: "any" } => false,
        var node => throw new TableFormatException(node.Line, $"`{node.Text}` is neither `integers` nor `any`"),
    };

    /// <summary>The key <c>judged</c>: <c>run</c> or <c>source</c>; without it a table that names its judge was judged by a run.</summary>
    private static bool IsJudgedByRun(TableNode head) => head["judged"] switch
    {
        null => head["judged_by"] is not null,
        { Text: "source" } => false,
        { Text: "run" } when head["judged_by"] is not null => true,
        { Text: "run" } node => throw new TableFormatException(node.Line, "`judged: run` needs `judged_by`, which says by what"),
        var node => throw new TableFormatException(node.Line, $"`{node.Text}` is neither `run` nor `source`"),
    };

    internal static ImmutableArray<TargetOption> ReadOptions(TableNode? options) => options is null ? [] :
        [.. options.Fields.Select(field => new TargetOption(
            field.Key,
            Enum.TryParse<TargetOptionKind>(field.Value.Require("type"), ignoreCase: true, out var kind) ? kind : throw new TableFormatException(field.Value.Line, "this is no option type"),
            field.Value["default"]?.Text,
            [.. Texts(field.Value["values"])],
            field.Value.Require("description")) { IsAssumed = field.Value["assumed"]?.Text == "true" })];

    private static IEnumerable<string> Texts(TableNode? node) => node is null ? [] : node.AsList().Select(item => item.Text);

    private sealed record Content(ImmutableArray<TargetDescription> Targets, ImmutableArray<TargetGroup> Groups, Dictionary<string, TargetDescription> ById, ImmutableArray<TargetOption> Shared);
}
