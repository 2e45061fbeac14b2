using System.Runtime.InteropServices;
using OptRecipe.Engine.Interpretation;

namespace OptRecipe.Engine.Arena;

/// <summary>Memory outside the managed heap, aligned to 64 bytes, zeroed when it is made. Freed by <see cref="Dispose"/> or, should that be forgotten, by the finalizer.</summary>
internal sealed unsafe class NativeBlock : SafeHandle
{
    private const nuint Alignment = 64;

    public NativeBlock(long byteCount) : base(0, true)
    {
        ByteCount = byteCount;
        // Vector kernels may read a few bytes past a tensor's end; the slack keeps that inside the block.
        var size = (nuint)byteCount + Alignment;
        try
        {
            SetHandle((nint)NativeMemory.AlignedAlloc(size, Alignment));
        }
        catch (OutOfMemoryException)
        {
            throw new InterpreterException(InterpreterStage.Allocate, $"this machine has no block of {byteCount:#,0} bytes");
        }
        NativeMemory.Clear((void*)handle, size);
    }

    public long ByteCount { get; }
    public byte* Pointer => (byte*)handle;
    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        NativeMemory.AlignedFree((void*)handle);
        return true;
    }
}
