using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>The value of a resource variable: type, shape and bytes of the tensor that was assigned last.</summary>
internal sealed class ResourceVariable
{
    /// <summary>What a variable takes beside its value.</summary>
    public const int OwnByteCount = 200;
    private byte[] _bytes = [];
    private int _byteCount;

    public TensorType Type { get; private set; }
    public int[] Shape { get; private set; } = [];
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _byteCount);

    /// <exception cref="Interpretation.InterpreterException">The variables would exceed the memory limit.</exception>
    public void Assign(KernelContext context, RuntimeTensor value)
    {
        if (value.ByteCount > _bytes.Length) context.ReserveResource(value.ByteCount - _bytes.Length);
        (Type, Shape, _byteCount) = (value.Type, value.Shape, value.ByteCount);
        if (_bytes.Length < _byteCount) _bytes = new byte[_byteCount];
        value.Bytes.CopyTo(_bytes);
    }
}
