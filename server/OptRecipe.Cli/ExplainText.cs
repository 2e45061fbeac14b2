using OptRecipe.Engine.Passes;
using OptRecipe.Pipeline;
using OptRecipe.Pipeline.Explaining;
using OptRecipe.Pipeline.Planning.Quantizing;
using OptRecipe.Pipeline.Reporting;
using Spectre.Console;

namespace OptRecipe.Cli;

/// <summary>An explanation as tables for people.</summary>
internal static class ExplainText
{
    public static void Print(Terminal terminal, RecipeAnalysis analysis, OperatorExplanation explanation)
    {
        var (before, after) = (explanation.Before, explanation.After);
        terminal.Output.WriteLine(Terminal.Safe($"{before.Name} #{before.Index}"));
        terminal.Output.WriteLine(after is null ? "is removed"
            : $"version {before.Version} → {after.Version}, weights {SizeText.Of(before.WeightBytes)} → {SizeText.Of(after.WeightBytes)}{(after.Index == before.Index ? "" : $", number #{before.Index} → #{after.Index}")}");
        Operands(terminal, explanation);
        if (explanation.Cost is { } cost)
            terminal.Output.WriteLine($"cost in the last run: own error {EvaluationText.Significant(cost.RmseByScale)} of a scale (rounding alone is 0.289), SQNR so far {EvaluationText.Decibels(cost.Sqnr)} dB, saturated {EvaluationText.PerCent(cost.Saturated)}");
        foreach (var step in explanation.Steps) Step(terminal, analysis, step);
        foreach (var target in explanation.Targets)
            terminal.Output.WriteLine(Terminal.Safe($"{target.Title}: {Words(target.Before)} → {(target.After is null ? "removed" : Words(target.After))}"));
    }

    private static void Operands(Terminal terminal, OperatorExplanation explanation)
    {
        var final = explanation.Written ?? explanation.After;
        var table = new Table().Border(TableBorder.Simple).AddColumns("operand", "tensor", "before", explanation.Written is null ? "after (planned)" : "after (written by the last run)");
        foreach (var (index, operand) in explanation.Before.Operands.Index())
        {
            // A step may add operands before the outputs: those are found from the end.
            var other = final is null ? null : operand.Role == "output" ? final.Operands.ElementAtOrDefault(final.Operands.Length - (explanation.Before.Operands.Length - index)) : final.Operands.ElementAtOrDefault(index);
            table.AddRow(operand.Role, Escape(operand.Tensor.Name ?? $"t{operand.Tensor.Index}"), Escape(Words(operand)), Escape(other is null ? "–" : Words(other)));
        }
        terminal.Screen.Write(table);
    }

    private static void Step(Terminal terminal, RecipeAnalysis analysis, StepExplanation step)
    {
        terminal.Output.WriteLine(Terminal.Safe($"{step.Step.Title}: {(step.Outcome == PassOutcome.Changed ? "changed" : step.Outcome.ToString().ToLowerInvariant())}{(step.Reason.Length > 0 ? $", {step.Reason}" : "")}"));
        if (step.Settings is null) return;
        if (!step.Rules.IsEmpty) terminal.Output.WriteLine($"rules that match: {string.Join(", ", step.Rules.Select(rule => $"{rule + 1}"))}; the last one that says a field wins");
        var table = new Table().Border(TableBorder.Simple).AddColumns("field", "value", "from", "instead of");
        foreach (var row in step.Settings.Rows)
            table.AddRow(row.Field, Escape(row.Value), Place(analysis, row.Origin), string.Join(", ", row.Overridden.Select(origin => Place(analysis, origin))));
        terminal.Screen.Write(table);
    }

    private static string Place(RecipeAnalysis analysis, SettingOrigin origin) => origin.Span is { } span ? $"{origin} (line {analysis.Text.Lines.LineOf(span.Start) + 1})" : origin.ToString();

    private static string Words(OperandForm operand) => operand.Tensor.TypeAndShape + (operand.Tensor.Quantization is { } quantization ? $", {quantization}" : "");

    private static string Words(Targets.SupportVerdict verdict) => verdict.Kind == Targets.VerdictKind.Runs ? "runs" : $"{CoverageText.VerbOf(verdict.Kind)} ({verdict.Reason})";

    private static string Escape(string text) => Markup.Escape(Terminal.Safe(text));
}
