using System.Buffers;
using System.Runtime.InteropServices;
using OptRecipe.Engine.Rewriting;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Interpretation;

/// <summary>The bytes of a constant that stands in a file: read when somebody looks at them, let go of when only another form of them is needed. Thread-safe.</summary>
/// <remarks>Looking at them may throw what reading the file throws.</remarks>
internal sealed class ConstantBytes(ByteRange range) : MemoryManager<byte>
{
    private byte[]? _bytes;
    private int _readings;

    /// <summary>Without reading them.</summary>
    public override Memory<byte> Memory => CreateMemory((int)range.Length);

    public override Span<byte> GetSpan() => Volatile.Read(ref _bytes) ?? Read();

    /// <summary>Lets somebody look at the bytes and no longer: what nobody has read yet leaves nothing behind.</summary>
    public T Look<T>(Func<ReadOnlySpan<byte>, T> use) => Volatile.Read(ref _bytes) is { } bytes ? use(bytes) : range.Look(use);

    /// <summary>Forgets bytes that were read once. Whoever still needs them reads them a second time, and then they stay: they are used beside their other form.</summary>
    public void Release()
    {
        if (Volatile.Read(ref _readings) == 1) Volatile.Write(ref _bytes, null);
    }

    public override MemoryHandle Pin(int elementIndex = 0)
    {
        var handle = GCHandle.Alloc(Volatile.Read(ref _bytes) ?? Read(), GCHandleType.Pinned);
        unsafe
        {
            return new((byte*)handle.AddrOfPinnedObject() + elementIndex, handle);
        }
    }

    public override void Unpin()
    {
        // The handle is the MemoryHandle's.
    }

    protected override void Dispose(bool disposing) => Volatile.Write(ref _bytes, null);

    private byte[] Read()
    {
        var bytes = GC.AllocateUninitializedArray<byte>(checked((int)range.Length));
        range.CopyTo(0, bytes);
        Interlocked.Increment(ref _readings);
        return Interlocked.CompareExchange(ref _bytes, bytes, null) ?? bytes;
    }
}
