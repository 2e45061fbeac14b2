using OptRecipe.Pipeline.Models;
using OptRecipe.Pipeline.Reporting;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Comparing;
using OptRecipe.TFLite.Operators;
using Spectre.Console;

namespace OptRecipe.Cli;

/// <summary>Two models side by side, for people.</summary>
internal static class CompareText
{
    private const int MostChanges = 8;
    private const int MostPlaces = 4;
    private const int MostLetters = 40;

    public static void Costs(Terminal terminal, string a, string b, LoadedModel before, LoadedModel after, ModelComparison comparison)
    {
        var (left, right) = (comparison.Left, comparison.Right);
        var table = new Table().Border(TableBorder.Simple).AddColumns("", Title(a, b), Title(b, a), "");
        foreach (var column in table.Columns.Skip(1)) column.RightAligned();
        Size(table, "file", before.FileBytes, after.FileBytes);
        Size(table, "gzip", before.GzipBytes, after.GzipBytes);
        Size(table, "in flash", ModelSummary.FlashBytes(before.FileBytes), ModelSummary.FlashBytes(after.FileBytes));
        Size(table, "data", left.DataBytes, right.DataBytes);
        Number(table, "parameters", left.Parameters, right.Parameters);
        Number(table, "multiply-accumulates", left.MultiplyAccumulates, right.MultiplyAccumulates);
        Number(table, "operators", left.Operators, right.Operators);
        Number(table, "tensors", left.Tensors, right.Tensors);
        table.AddRow("minimum runtime", left.MinimumRuntime?.ToString() ?? "unknown", right.MinimumRuntime?.ToString() ?? "unknown", left.MinimumRuntime == right.MinimumRuntime ? "" : "changed");
        terminal.Screen.Write(table);
        if (comparison.Operators.IsEmpty) return;
        var operators = new Table().Border(TableBorder.Simple).AddColumns("operator", "count", "bytes", "MACs");
        foreach (var column in operators.Columns.Skip(1)) column.RightAligned();
        foreach (var row in comparison.Operators.OrderByDescending(row => Math.Abs(row.RightBytes - row.LeftBytes)))
            operators.AddRow(Markup.Escape(Terminal.Safe(row.Operator)), Change(row.Left, row.Right), Change(row.LeftBytes, row.RightBytes), Change(row.LeftMultiplyAccumulates, row.RightMultiplyAccumulates));
        terminal.Screen.Write(operators);
    }

    /// <summary>Differences in what is computed, those of the same kind together; then, when asked for, those in what is not.</summary>
    public static void Differences(Terminal terminal, Model before, Model after, ModelComparison comparison, bool isComplete)
    {
        var output = terminal.Output;
        output.WriteLine(comparison.IsSame ? "the same: both compute the same" : $"different: {SizeText.Count(comparison.Differences.Length, "difference")} in what they compute");
        foreach (var kind in comparison.Differences.GroupBy(difference => (difference.Subgraph, difference.Message)))
        {
            var subgraph = before.Subgraphs.Length > 1 && kind.Key.Subgraph >= 0 ? $"subgraph {kind.Key.Subgraph}: " : "";
            var changes = kind.GroupBy(difference => (difference.Left, difference.Right)).ToArray();
            output.WriteLine(Terminal.Safe($"  {subgraph}{kind.Key.Message}"));
            foreach (var change in changes.Take(MostChanges)) output.WriteLine(Terminal.Safe($"    {change.Key.Left} → {change.Key.Right}{Places(before, after, change)}"));
            if (changes.Length > MostChanges) output.WriteLine($"    … and {changes.Length - MostChanges} more; --json lists all");
        }
        if (!isComplete) return;
        foreach (var other in comparison.Others) output.WriteLine(Terminal.Safe($"  {other}"));
    }

    private static string Places(Model before, Model after, IEnumerable<ModelDifference> change)
    {
        var places = change.Select(difference => Place(before, after, difference)).Where(place => place.Length > 0).Distinct().ToArray();
        return places.Length == 0 ? "" : $"  ({string.Join(", ", places.Take(MostPlaces))}{(places.Length > MostPlaces ? $" and {places.Length - MostPlaces} more" : "")})";
    }

    /// <summary>Where a difference is: an operator as <c>CONV_2D #3</c>, a tensor as <c>t5 `name`</c>; the second model's number follows where it is another one.</summary>
    private static string Place(Model before, Model after, ModelDifference difference)
    {
        if (difference.Subgraph < 0) return "";
        if (difference.LeftOperator >= 0) return $"{OperatorText.Name(before, new(difference.Subgraph, difference.LeftOperator))} #{difference.LeftOperator}{Other(difference.LeftOperator, difference.RightOperator, "#")}";
        if (difference.RightOperator >= 0) return $"{OperatorText.Name(after, new(difference.Subgraph, difference.RightOperator))} #{difference.RightOperator}";
        if (difference.LeftTensor >= 0) return $"t{difference.LeftTensor}{Name(before, difference.Subgraph, difference.LeftTensor)}{Other(difference.LeftTensor, difference.RightTensor, "t")}";
        return difference.RightTensor >= 0 ? $"t{difference.RightTensor}{Name(after, difference.Subgraph, difference.RightTensor)}" : "";
    }

    private static string Other(int left, int right, string mark) => right < 0 || left == right ? "" : $" ↔ {mark}{right}";

    private static string Name(Model model, int subgraph, int tensor) => model.Subgraphs[subgraph].Tensors[tensor].Name is { Length: > 0 } name ? $" `{(name.Length > MostLetters ? name[..MostLetters] + "…" : name)}`" : "";

    /// <summary>The file's name where it tells the two apart.</summary>
    private static string Title(string file, string other) => Markup.Escape(Path.GetFileName(file) != Path.GetFileName(other) ? Path.GetFileName(file) : file);

    private static void Size(Table table, string title, long left, long right) => table.AddRow(title, SizeText.Of(left), SizeText.Of(right), Ratio(left, right));
    private static void Number(Table table, string title, long left, long right) => table.AddRow(title, $"{left:#,0}", $"{right:#,0}", left == right ? "" : Ratio(left, right));
    private static string Ratio(long left, long right) => left == right ? "=" : left == 0 ? "" : $"× {(double)right / left:0.00} ({right - left:+#,0;-#,0})";
    private static string Change(long left, long right) => left == right ? $"{left:#,0}" : $"{left:#,0} → {right:#,0}";
}
