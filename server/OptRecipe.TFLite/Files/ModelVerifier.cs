using System.Collections.Immutable;
using OptRecipe.TFLite.Files.Verification;

namespace OptRecipe.TFLite.Files;

/// <summary>Checks what the format demands of a model beyond being readable: a legal <c>.tflite</c>. Reads the data of sparse tensors' indices only, never weights;
/// so planned models can be checked too.</summary>
public static class ModelVerifier
{
    /// <summary>All violations, in the order of the file; empty for a legal model.</summary>
    public static ImmutableArray<Violation> Verify(Model model, CancellationToken cancellation = default)
    {
        var found = new ViolationList(model);
        ModelChecks.Check(found);
        for (var index = 0; index < model.Subgraphs.Length; index++)
        {
            cancellation.ThrowIfCancellationRequested();
            TensorChecks.Check(found, index);
            OperatorChecks.Check(found, index);
            GraphChecks.Check(found, index);
        }
        return found.ToImmutable();
    }
}
