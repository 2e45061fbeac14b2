using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Operators;

namespace OptRecipe.Engine.Kernels;

/// <summary>Checks of the operands of recurrent kernels.</summary>
internal static class RecurrentOperands
{
    /// <summary>Refuses a tensor that has not this type and shape.</summary>
    public static RuntimeTensor Expect(this KernelContext context, RuntimeTensor tensor, string role, TensorType type, params ReadOnlySpan<int> shape)
    {
        if (tensor.Type != type) throw context.Refusal($"the {role} is {tensor}, {type.Name()} is expected");
        if (!tensor.Shape.AsSpan().SequenceEqual(shape)) throw context.Refusal($"the {role} is {tensor}, the shape {TensorShape.Text(shape)} is expected");
        if (tensor.ByteCount != TensorSize.Bytes(type, tensor.Count)) throw context.NotDone($"the {role} is sparse");
        return tensor;
    }

    /// <summary>Refuses a state that is no variable, or has not this type and number of elements.</summary>
    public static RuntimeTensor ExpectState(this KernelContext context, int input, string role, TensorType type, int batches, int size)
    {
        var state = context.Input(input);
        if (!state.IsVariable) throw context.Refusal($"the {role}, input {input}, is no variable tensor");
        if (state.Type != type) throw context.Refusal($"the {role} is {state}, {type.Name()} is expected");
        return state.Count == (long)batches * size ? state : throw context.Refusal($"the {role} is {state}, {batches} × {size} elements are expected");
    }
}
