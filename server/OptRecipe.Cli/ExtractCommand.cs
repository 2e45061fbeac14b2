using System.Collections.Immutable;
using System.CommandLine;
using OptRecipe.Pipeline.Reporting;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Files;
using OptRecipe.TFLite.Graphs;

namespace OptRecipe.Cli;

/// <summary><c>optrecipe extract</c>: a part of a model as a model.</summary>
internal static class ExtractCommand
{
    public static Command Create(Terminal terminal)
    {
        var model = ModelArgument.Create();
        var from = new Option<string[]>("--from") { Description = "Tensors where the part begins, by name or number; the model's inputs when left out", AllowMultipleArgumentsPerToken = true };
        var to = new Option<string[]>("--to") { Description = "Tensors where the part ends, by name or number; the model's outputs when left out", AllowMultipleArgumentsPerToken = true };
        var subgraph = new Option<int>("--subgraph") { Description = "The subgraph that the tensors are in", DefaultValueFactory = _ => 0 };
        var output = OutputFile.Option("The .tflite file to write", isRequired: true);
        var force = OutputFile.ForceOption();
        var command = new Command("extract", "Write the operators between some tensors as a model that runs alone") { model, from, to, subgraph, output, force };
        command.SetAction((parsed, _) =>
        {
            var file = parsed.GetRequiredValue(model);
            var whole = ModelArgument.Open(terminal, file).Model;
            var index = parsed.GetValue(subgraph);
            if (index < 0 || index >= whole.Subgraphs.Length) throw new UsageException($"there is no subgraph {index}; `{file}` has {SizeText.Count(whole.Subgraphs.Length, "subgraph")}, numbered from 0");
            var inside = whole.Subgraphs[index];
            var begin = parsed.GetValue(from) is { Length: > 0 } names ? TensorName.Resolve(inside, names) : inside.Inputs;
            var end = parsed.GetValue(to) is { Length: > 0 } ends ? TensorName.Resolve(inside, ends) : inside.Outputs;
            var part = Extract(whole, index, begin, end);
            OutputFile.Write(terminal, parsed.GetRequiredValue(output) ?? "", parsed.GetValue(force), stream => ModelWriter.Write(part, stream));
            terminal.Output.WriteLine($"{SizeText.Count(part.Subgraphs[0].Operators.Length, "operator")} of {inside.Operators.Length}, {SizeText.Count(part.Subgraphs[0].Inputs.Length, "input")}, {SizeText.Count(part.Subgraphs[0].Outputs.Length, "output")}");
            return Task.FromResult(ExitCode.Fine);
        });
        return command;
    }

    private static Model Extract(Model model, int subgraph, ImmutableArray<int> from, ImmutableArray<int> to)
    {
        try
        {
            return SubModel.Extract(model, subgraph, from, to);
        }
        catch (ArgumentException refusal)
        {
            throw new UsageException($"{refusal.Message}; `optrecipe inspect <model> --ops` shows which tensors operators read and write");
        }
    }
}
