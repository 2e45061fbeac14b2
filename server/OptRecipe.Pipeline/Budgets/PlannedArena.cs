using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using OptRecipe.Engine.Arena;
using OptRecipe.Pipeline.Models;
using OptRecipe.Pipeline.Reporting;
using OptRecipe.TFLite;

namespace OptRecipe.Pipeline.Budgets;

/// <summary>What a model's activations take, remembered as long as the model lives. Thread-safe.</summary>
public static class PlannedArena
{
    private const int MostNamed = 3;
    private static readonly ConditionalWeakTable<Model, ActivationMemory> Known = [];

    /// <summary>What the figure is, and what it is not.</summary>
    public const string Scope = "activations only, planned as TensorFlow Lite Micro plans its tensor arena; the runtime's own structures and kernels' scratch memory come on top";

    public static ActivationMemory Of(Model model) => Known.GetValue(model, ActivationMemory.Of);

    /// <summary>The largest tensors that live where most memory is used, in sentences: <c>`conv/Relu`, FLOAT32 1×28×28×12, takes 37 KiB while `CONV_2D` (operator 1) runs</c>.</summary>
    public static ImmutableArray<string> Largest(Model model)
    {
        var memory = Of(model);
        if (memory.Peak is not { } peak) return [];
        var name = model.OperatorCodes[(int)model.Subgraphs[peak.Subgraph].Operators[peak.Index].OpcodeIndex].Name;
        return [.. memory.AtPeak.Take(MostNamed).Select(activation =>
        {
            var tensor = TensorSummary.Of(model.Subgraphs[activation.Subgraph], activation.Tensor);
            return $"`{VisibleText.Of(tensor.Name ?? $"tensor {activation.Tensor}")}`, {tensor.TypeAndShape}, takes {SizeText.Of(activation.ByteCount)} while `{VisibleText.Of(name)}` (operator {peak.Index}) runs";
        })];
    }
}
