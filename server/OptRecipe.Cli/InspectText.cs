using OptRecipe.Pipeline.Models;
using OptRecipe.Pipeline.Reporting;
using OptRecipe.TFLite;
using Spectre.Console;

namespace OptRecipe.Cli;

/// <summary>A model for people.</summary>
internal static class InspectText
{
    private const int MostViolations = 20;

    public static void Summary(Terminal terminal, string file, LoadedModel loaded, ModelSummary summary)
    {
        var output = terminal.Output;
        var flash = ModelSummary.FlashBytes(loaded.FileBytes);
        output.WriteLine($"{file}{(loaded.Model.Description is { Length: > 0 } description ? $" · {Terminal.Safe(description)}" : "")}");
        output.WriteLine($"  file {SizeText.Of(loaded.FileBytes)} · gzip {SizeText.Of(loaded.GzipBytes)} · in flash {SizeText.Of(flash)} ({flash:#,0} bytes: the file linked into a program, filled up to 16)");
        output.WriteLine($"  {SizeText.Count(summary.OperatorTotal, "operator")} · {SizeText.Count(loaded.Model.Subgraphs.Length, "subgraph")} · {summary.Parameters:#,0} parameters · {summary.MultiplyAccumulates:#,0} multiply-accumulates");
        foreach (var tensor in summary.Inputs) output.WriteLine($"  in   {Line(tensor)}");
        foreach (var tensor in summary.Outputs) output.WriteLine($"  out  {Line(tensor)}");
        foreach (var signature in loaded.Model.Signatures) output.WriteLine($"  signature {Line(signature)}");
        foreach (var entry in loaded.Facts.Metadata.Entries) output.WriteLine($"  metadata  {Terminal.Safe(entry.Name)}, {SizeText.Of(entry.Bytes)}");
        if (!loaded.Model.Appended.IsEmpty)
            output.WriteLine($"  appended  {SizeText.Of(loaded.Model.Appended.Length)}{(loaded.Facts.Metadata.AssociatedFiles is { IsEmpty: false } files ? $": {Terminal.Safe(string.Join(", ", files))}" : "")}");
        foreach (var fact in FactText.All(loaded.Facts)) output.WriteLine($"  · {Terminal.Safe(fact)}");
        foreach (var violation in loaded.Violations.Take(MostViolations)) output.WriteLine($"  {violation.Severity.ToString().ToLowerInvariant()}: {Terminal.Safe(violation.Message)}");
        if (loaded.Violations.Length > MostViolations) output.WriteLine($"  … and {loaded.Violations.Length - MostViolations} more; --json lists all");
        Histogram(terminal, summary);
    }

    public static void Tensors(Terminal terminal, Model model)
    {
        foreach (var (index, subgraph) in model.Subgraphs.Index())
        {
            var table = new Table().Border(TableBorder.Simple).AddColumns("#", "tensor", "role", "type and shape", "bytes", "quantization");
            if (model.Subgraphs.Length > 1) table.Title(Markup.Escape($"subgraph {index} {Terminal.Safe(subgraph.Name ?? "")}"));
            table.Columns[0].RightAligned();
            table.Columns[4].RightAligned();
            foreach (var row in TensorRow.All(model, index))
                table.AddRow($"{row.Tensor.Index}", Markup.Escape(Terminal.Safe(row.Tensor.Name ?? "")), row.Role, row.Tensor.TypeAndShape, row.Bytes is { } bytes ? $"{bytes:#,0}" : "?", Markup.Escape(row.Tensor.Quantization ?? ""));
            terminal.Screen.Write(table);
        }
    }

    private static void Histogram(Terminal terminal, ModelSummary summary)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("operator", "version", "count", "MACs", "share", "bytes", "share");
        foreach (var column in table.Columns.Skip(1)) column.RightAligned();
        var bytes = summary.Operators.Sum(row => row.DataBytes);
        foreach (var row in summary.Operators)
            table.AddRow(Markup.Escape(Terminal.Safe(row.Operator)), $"{row.Version}", $"{row.Count}", $"{row.MultiplyAccumulates:#,0}", Share(row.MultiplyAccumulates, summary.MultiplyAccumulates), $"{row.DataBytes:#,0}", Share(row.DataBytes, bytes));
        terminal.Screen.Write(table);
    }

    private static string Share(long part, long whole) => whole == 0 || part == 0 ? "" : SizeText.Percent((double)part / whole);

    private static string Line(TensorSummary tensor) => $"#{tensor.Index} {Terminal.Safe(tensor.Name ?? "")} {tensor.TypeAndShape}{(tensor.Quantization is { } words ? $", {words}" : "")}";

    private static string Line(Signature signature) => Terminal.Safe(
        $"{signature.Key}({string.Join(", ", signature.Inputs.Select(map => map.Name))}) → {string.Join(", ", signature.Outputs.Select(map => map.Name))}{(signature.SubgraphIndex > 0 ? $", subgraph {signature.SubgraphIndex}" : "")}");
}
