using System.Collections.Immutable;
using OptRecipe.Targets.Rules;
using OptRecipe.Targets.Tables;
using OptRecipe.TFLite;

namespace OptRecipe.Targets;

/// <summary>A target that a user wrote as a table, or what is wrong with that table. Immutable.</summary>
/// <param name="Target">Null when there are problems.</param>
/// <param name="Problems">In the order of the lines, one for each mistake.</param>
public sealed record OwnTarget(TargetDescription? Target, ImmutableArray<TableProblem> Problems)
{
    /// <summary>Reads a whole table. Every row is bound, so that a mistake in one is found here and not when a model first has that operator.</summary>
    /// <param name="id">What verdicts and reports call it.</param>
    public static OwnTarget Read(string id, TableNode root)
    {
        var problems = TableKeys.Problems(root).ToList();
        if (problems.Count > 0) return new(null, [.. problems.OrderBy(problem => problem.Line)]);
        try
        {
            var basis = Basis(root);
            var table = TargetTable.From(id, root, basis is null ? null : TargetTable.Of(basis.Id));
            var target = Describe(id, root, basis, table);
            problems.AddRange(Options(root, target));
            foreach (var other in (TableNode?[])[root["fallback"] is { Kind: TableNodeKind.Map } map ? map["target"] : root["fallback"], root["instead"]?["target"]])
                if (other is not null && TargetCatalog.Find(other.Text) is not { IsAvailable: true, ShortFormOf: null }) problems.Add(new(other.Line, $"`{other.Text}` is no target that can be asked; {TableKeys.Expected(other.Text, TargetCatalog.Targets.Select(one => one.Id))}"));
            foreach (var (name, line) in Rows(root))
            {
                try
                {
                    table.Rules(name);
                }
                catch (TableFormatException wrong)
                {
                    problems.Add(new(wrong.Line > 0 ? wrong.Line : line, wrong.Reason));
                }
                catch (Exception wrong) when (wrong is FormatException or OverflowException or ArgumentException or IndexOutOfRangeException or InvalidOperationException)
                {
                    // A number that is none, or an empty list, deep inside a condition.
                    problems.Add(new(line, $"a condition of `{name}` has a value that it cannot have: {wrong.Message}"));
                }
            }
            // Rules for every operator are bound with each of them.
            return new(problems.Count == 0 ? target : null, [.. problems.Distinct().OrderBy(problem => problem.Line)]);
        }
        catch (TableFormatException wrong)
        {
            return new(null, [new(wrong.Line, wrong.Reason)]);
        }
        catch (Exception wrong) when (wrong is FormatException or OverflowException or ArgumentException or IndexOutOfRangeException or InvalidOperationException)
        {
            return new(null, [new(root.Line, $"the head of the table has a value that it cannot have: {wrong.Message}")]);
        }
    }

    private static TargetDescription? Basis(TableNode root)
    {
        if (root["extends"] is not { } extends) return null;
        if (TargetCatalog.Find(extends.Text) is not { } found) throw new TableFormatException(extends.Line, $"`{extends.Text}` is no target that can be extended; {TableKeys.Expected(extends.Text, TargetCatalog.Targets.Select(target => target.Id))}");
        if (!found.IsAvailable) throw new TableFormatException(extends.Line, $"`{extends.Text}` has no rules yet that could be extended");
        return found.ShortFormOf is { } whole && TargetCatalog.Find(whole) is { } real ? real with { Implied = found.Implied } : found;
    }

    private static TargetDescription Describe(string id, TableNode root, TargetDescription? basis, TargetTable table)
    {
        var implied = (basis?.Implied ?? ImmutableSortedDictionary<string, string>.Empty).ToBuilder();
        foreach (var field in root["implied"]?.Fields ?? []) implied[field.Key] = field.Value.Text;
        var own = TargetCatalog.ReadOptions(root["options"]);
        var others = (basis?.Options ?? TargetCatalog.SharedOptions).Where(option => !own.Any(mine => mine.Name == option.Name));
        return new(
            id, root["title"]?.Text ?? (basis is null ? id : $"{id} ({basis.Title})"), root["description"]?.Text ?? basis?.Description ?? $"The target `{id}`, from a table of your own.", true,
            "", false, [.. own, .. others], null, implied.ToImmutable(), [.. (root["sources"]?.Items ?? []).Select(source => $"{source["repo"]?.Text} {source["path"]?.Text} at {source["commit"]?.Text}")])
        {
            Table = table,
            IsIntegerOnly = TargetCatalog.IsIntegerOnly(root) ?? basis?.IsIntegerOnly ?? false,
        };
    }

    private static IEnumerable<TableProblem> Options(TableNode root, TargetDescription target)
    {
        foreach (var (name, value) in root["implied"]?.Fields ?? [])
        {
            if (target.Option(name) is not { } option) yield return new(value.Line, $"`{target.Id}` has no option `{name}`; {TableKeys.Expected(name, target.Options.Select(known => known.Name))}");
            else if (option.Check(value.Text) is { } problem) yield return new(value.Line, problem.Message);
        }
        foreach (var (name, value) in root["options"]?.Fields ?? [])
            if (target.Option(name) is { Default: { } text } option && option.Check(text) is { } problem) yield return new(value.Line, problem.Message);
    }

    /// <summary>Operators that this table says something about; one that it says nothing about where it has rules for every operator only.</summary>
    private static IEnumerable<(string Name, int Line)> Rows(TableNode root)
    {
        foreach (var (names, row) in root["ops"]?.Fields ?? [])
            foreach (var name in names.Split(',', StringSplitOptions.TrimEntries)) yield return (name, row.Line);
        if (root["every"] is { } every) yield return (BuiltinOperatorNames.Name(BuiltinOperator.Add), every.Line);
        foreach (var key in (string[])["others", "customs"])
            if (root[key] is { } node) yield return (BuiltinOperatorNames.Name(BuiltinOperator.Custom), node.Line);
    }
}
