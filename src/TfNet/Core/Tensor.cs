using System.Runtime.CompilerServices;
using TfNet.LibTorch;

namespace Tensorflow;

/// <summary>
/// A dense array of one element type, NHWC where it holds images; immutable. Either it has values in LibTorch's memory,
/// or it is symbolic: shape (the batch may be unknown) and dtype only, as in a model under construction.
/// Nothing needs to be disposed: see README, "Memory".
/// </summary>
public sealed partial class Tensor : IDisposable
{
    private static long s_ids;

    /// <summary>The number of the newest tensor of the process.</summary>
    internal static long LastId => Interlocked.Read(ref s_ids);

    private readonly TensorHandle? _handle;
    private readonly Device _device;
    private string? _endedScope;
    private int _pins;
    private bool _orphaned;

    /// <summary>Takes over a native owner that LibTorch has just returned.</summary>
    internal unsafe Tensor(nint native, StorageShare? share = null)
    {
        if (native == 0)
            throw new LibTorchException("LibTorch returned no tensor.");
        _handle = new TensorHandle(native, share);
        Id = Interlocked.Increment(ref s_ids);
        long rank;
        long* sizes;
        int code, deviceType;
        _ = Native.aoti_torch_get_dim(native, &rank);
        _ = Native.aoti_torch_get_sizes(native, &sizes);
        _ = Native.aoti_torch_get_dtype(native, &code);
        _ = Native.aoti_torch_get_device_type(native, &deviceType);
        shape = rank == 0 ? Shape.Scalar : new Shape(new ReadOnlySpan<long>(sizes, (int)rank).ToArray());
        dtype = DTypes.FromTorch(code);
        if (deviceType != 0)
        {
            int index;
            _ = Native.aoti_torch_get_device_index(native, &index);
            _device = new Device(true, index);
        }
        Scope.Register(this);
    }

    /// <summary>A symbolic tensor.</summary>
    internal Tensor(Shape shape, TF_DataType dtype, SymbolicOrigin? origin)
    {
        Id = Interlocked.Increment(ref s_ids);
        this.shape = shape;
        this.dtype = dtype;
        Origin = origin;
    }

    public Shape shape { get; }

    public TF_DataType dtype { get; }

    public int rank => shape.ndim;

    public int ndim => shape.ndim;

    /// <summary>Number of elements.</summary>
    public long size => shape.size;

    public long bytesize => size * dtype.get_datatype_size();

    public long Id { get; }

    /// <summary>The name of a symbolic tensor's layer, or empty.</summary>
    public string name { get; internal set; } = "";

    /// <summary>"/CPU:0" or "/GPU:0"; of a symbolic tensor where its values will be, as things stand on this thread.</summary>
    public string device => Device.ToString();

    internal Device Device => IsSymbolic ? Device.Current : _device;

    /// <summary>True for a tensor of a model under construction: it has a shape, but no values.</summary>
    public bool IsSymbolic => _handle is null && Strings is null;

    /// <summary>How a symbolic tensor came about.</summary>
    internal SymbolicOrigin? Origin { get; set; }

    /// <summary>The layer call that made this symbolic tensor part of a model; Keras' business.</summary>
    internal object? KerasHistory { get; set; }

    /// <summary>The variable whose value this is; gradients flow to it under its own key.</summary>
    internal IVariableV1? Source { get; init; }

    /// <summary>The key of this tensor in tapes: a variable's read stands for the variable.</summary>
    internal long Key => Source is null ? Id : Source.UniqueId;

    /// <summary>What a softmax or sigmoid activation was computed from: losses use it instead (Keras' softmax-logits rule).</summary>
    internal Tensor? Logits { get; set; }

    /// <summary>Mark of <see cref="Scope.Keep"/>.</summary>
    internal bool Returned { get; set; }

    internal StorageShare? Share => _handle?.Share;

    internal bool IsReleased => _handle is { IsClosed: true };

    /// <summary>A new native owner for a call that takes its arguments; the handle cannot be freed meanwhile.</summary>
    internal unsafe nint NewNativeOwner()
    {
        TensorHandle handle = Live();
        bool added = false;
        try
        {
            handle.DangerousAddRef(ref added);
            nint owner;
            Engine.Check(Native.aoti_torch_new_tensor_handle(handle.Native, &owner), "aoti_torch_new_tensor_handle");
            return owner;
        }
        catch (ObjectDisposedException)
        {
            throw Released();
        }
        finally
        {
            if (added)
                handle.DangerousRelease();
        }
    }

    /// <summary>The native tensor of a tensor that the caller keeps alive (by a scope, a variable or a pin) during its use.</summary>
    internal nint NativeTensor
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Live().Native;
    }

    private TensorHandle Live()
    {
        if (Strings is not null)
            throw new TypeError($"tensor of strings of shape {shape}: expected a tensor of numbers here; its texts are read with StringData()");
        if (_handle is null)
            throw new ValueError($"tensor '{name}' of shape {shape} is symbolic: it has no values. Build a model from it, or call the layer on data.");
        return _handle.IsClosed ? throw Released() : _handle;
    }

    private InaccessibleTensorError Released() => new(
        $"A tensor of shape {shape} is used after {(_endedScope is null ? "it was disposed" : $"'{_endedScope}', which made it, has ended")}. "
        + "Return it from the step, or keep its values with numpy(), a metric or a variable.");

    /// <summary>Keeps the tensor alive for a tape's record although its scope ends.</summary>
    internal void Pin() => _pins++;

    /// <summary>Undoes one <see cref="Pin"/>; the last one releases a tensor whose scope has ended.</summary>
    internal void Unpin()
    {
        if (--_pins == 0 && _orphaned)
            _handle?.Dispose();
    }

    /// <summary>Its scope has ended without returning it.</summary>
    internal void EndOfScope(string scopeName)
    {
        _endedScope = scopeName;
        if (_pins > 0)
            _orphaned = true;
        else
            _handle?.Dispose();
    }

    /// <summary>Frees the memory before the end of the scope when no tape needs it.</summary>
    internal void ReleaseIfUnpinned()
    {
        if (_pins == 0)
            _handle?.Dispose();
    }

    /// <summary>Undoes one pin and gives the tensor to the enclosing scope of the caller, or to the collector.</summary>
    internal void UnpinAndAdopt()
    {
        _pins--;
        if (!_orphaned)
            return;
        _orphaned = false;
        _endedScope = null;
        Scope.Register(this);
    }

    /// <summary>No scope owns it: the finalizer of its handle will free it, and the collector must know its bytes.</summary>
    internal void LeaveToCollector()
    {
        _handle?.AddPressure(bytesize);
    }

    /// <summary>Frees the memory now. Never needed; a tensor that is used afterwards says so.</summary>
    public void Dispose() => _handle?.Dispose();

    public override string ToString()
    {
        if (IsSymbolic)
            return $"KerasTensor(shape={shape}, dtype={dtype.as_numpy_name()}, name='{name}')";
        if (Strings is not null)
            return $"tf.Tensor({StringText()}, shape={shape}, dtype=string)";
        return IsReleased
            ? $"tf.Tensor(released, shape={shape}, dtype={dtype.as_numpy_name()})"
            : $"tf.Tensor({TensorText.Of(this)}, shape={shape}, dtype={dtype.as_numpy_name()})";
    }
}
