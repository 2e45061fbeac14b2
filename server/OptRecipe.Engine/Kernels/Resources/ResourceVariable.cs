using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>The value of a resource variable: type, shape and bytes of the tensor that was assigned last.</summary>
internal sealed class ResourceVariable
{
    private byte[] _bytes = [];
    private int _byteCount;

    public TensorType Type { get; private set; }
    public int[] Shape { get; private set; } = [];
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _byteCount);

    public void Assign(RuntimeTensor value)
    {
        (Type, Shape, _byteCount) = (value.Type, value.Shape, value.ByteCount);
        if (_bytes.Length < _byteCount) _bytes = new byte[_byteCount];
        value.Bytes.CopyTo(_bytes);
    }
}
