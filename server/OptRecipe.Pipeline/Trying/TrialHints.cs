using System.Collections.Immutable;
using OptRecipe.Pipeline.Data;
using OptRecipe.Recipe.Binding;

namespace OptRecipe.Pipeline.Trying;

/// <summary>Preprocessing that was probably forgotten: the sample was answered, but its values are not such as models are trained on.</summary>
internal static class TrialHints
{
    public static ImmutableArray<StepSuggestion> Of(BoundDataSet data, SampleSet set, ImmutableArray<TrialInput> inputs)
    {
        if (inputs is not [var only] || set.Summary.Inputs is not [{ First: { Type: { Letter: 'u', Width: 1 } } }]) return [];
        if (data.Preprocess.Any(step => step is BoundNormalize or BoundScale or BoundStandardize or BoundCast)) return [];
        var details = only.Tensors[0].Details;
        // An integer input takes pixels as they are, and one whose range holds them was made for them.
        if (!only.Tensors.All(tensor => tensor.Details.Type == TFLite.TensorType.Float32) || TrialPicture.Range(only.Tensors[0].Values).Highest <= 1.5f) return [];
        return
        [
            new($"`{details.Name}` is given 0 to 255; many models are trained on −1 to 1: `normalize: {{mean: 127.5, std: 127.5}}`", "normalize: {mean: 127.5, std: 127.5}"),
            new("… or on 0 to 1: `normalize: {mean: 0, std: 255}`", "normalize: {mean: 0, std: 255}"),
        ];
    }
}
