using System.Collections.Immutable;
using OptRecipe.Data.Samples;
using OptRecipe.Engine.Tensors;
using OptRecipe.Pipeline.Models;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Operators;

namespace OptRecipe.Pipeline.Data;

/// <summary>An input of a model as its data see it.</summary>
/// <param name="Name">As users write it: the signature's name, else the tensor's.</param>
/// <param name="Names">All names it answers to.</param>
/// <param name="Sample">Shape of one sample: the tensor's, without a batch dimension of 1.</param>
internal sealed record ModelInput(string Name, ImmutableArray<string> Names, TensorType Type, int[] Sample, TensorQuantization Quantization, string TypeAndShape)
{
    private const string KerasPrefix = "serving_default_";

    /// <summary>Whether it takes real numbers, stored or quantized; otherwise indices, flags or text, which nothing is computed with.</summary>
    public bool TakesNumbers => Type is TensorType.Float32 or TensorType.Float16 or TensorType.Float64 or TensorType.BFloat16 || !Quantization.IsNone;

    public SampleRank Rank => new(Sample.Length, Sample is [.., 1]);

    public static ImmutableArray<ModelInput> Of(Model model)
    {
        if (model.Subgraphs.IsEmpty) return [];
        var main = model.Subgraphs[0];
        return [.. main.Inputs.Where(index => index >= 0 && index < main.Tensors.Length).Select(index => Of(model, main, index))];
    }

    private static ModelInput Of(Model model, Subgraph main, int index)
    {
        var tensor = main.Tensors[index];
        var names = ImmutableArray.CreateBuilder<string>();
        foreach (var signature in model.Signatures.Where(signature => signature.SubgraphIndex == 0))
            foreach (var map in signature.Inputs)
                if (map.TensorIndex == index && map.Name is { Length: > 0 } own) names.Add(own);
        if (tensor.Name is { Length: > 0 } name)
        {
            names.Add(name);
            var bare = name.EndsWith(":0", StringComparison.Ordinal) ? name[..^2] : name;
            names.Add(bare);
            if (bare.StartsWith(KerasPrefix, StringComparison.Ordinal)) names.Add(bare[KerasPrefix.Length..]);
        }
        var shape = tensor.Shape.IsDefault ? [] : tensor.Shape.AsSpan().ToArray();
        var isBatch = shape is [1, ..] || tensor.ShapeSignature is { IsDefaultOrEmpty: false } signed && signed[0] == -1 && shape.Length > 0;
        return new(names.Count > 0 ? names[0] : $"t{index}", [.. names.Distinct()], tensor.Type, isBatch ? shape[1..] : shape, TensorQuantization.Of(tensor.Quantization), TensorSummary.Of(main, index).TypeAndShape);
    }
}
