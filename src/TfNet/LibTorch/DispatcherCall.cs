using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Tensorflow;

namespace TfNet.LibTorch;

/// <summary>
/// Builds the argument stack of one dispatcher call, 64 bits per argument in schema order, and reads its results.
/// The dispatcher takes what it is given: each tensor argument is a new owner made here, lists, strings and the
/// 8-byte blocks of optional values are consumed by the call. If building fails, <see cref="Abandon"/> frees what was built.
/// </summary>
internal unsafe ref struct DispatcherCall
{
    private enum Kind : byte
    {
        Value,
        Tensor,
        OptionalTensor,
        List,
        TensorList,
        String,
        OptionalValue,
        OptionalList,
        OptionalString,
    }

    private const int Capacity = 24;
    private const int OnProcessor = 1;
    private const int OnGpu = 2;

    private readonly byte* _name;
    private readonly byte* _overload;
    private fixed ulong _stack[Capacity];
    private fixed byte _kinds[Capacity];
    private int _count;
    private int _devices;

    /// <param name="name">The operator's qualified name, a UTF-8 literal (which ends in a zero byte).</param>
    /// <param name="overload">The overload's name, or empty.</param>
    internal DispatcherCall(ReadOnlySpan<byte> name, ReadOnlySpan<byte> overload = default)
    {
        Engine.Ensure();
        _name = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(name));
        _overload = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(overload.Length == 0 ? "\0"u8 : overload));
        _count = 0;
    }

    private void Push(ulong value, Kind kind)
    {
        _stack[_count] = value;
        _kinds[_count++] = (byte)kind;
    }

    internal DispatcherCall Add(Tensor tensor)
    {
        Push(Own(tensor), Kind.Tensor);
        return this;
    }

    /// <summary>A tensor argument that is left undefined, where the schema has no optional one.</summary>
    internal DispatcherCall AddUndefined()
    {
        nint handle;
        Engine.Check(Native.aoti_torch_new_uninitialized_tensor(&handle), "aoti_torch_new_uninitialized_tensor");
        Push((ulong)handle, Kind.Tensor);
        return this;
    }

    private ulong Own(Tensor tensor)
    {
        try
        {
            // A scalar of the processor goes with every device.
            _devices |= tensor.rank == 0 ? 0 : tensor.Device.IsCuda ? OnGpu : OnProcessor;
            return (ulong)tensor.NewNativeOwner();
        }
        catch
        {
            Abandon();
            throw;
        }
    }

    /// <summary>Tensor? : 0, or a block that holds the handle.</summary>
    internal DispatcherCall AddOptional(Tensor? tensor)
    {
        if (tensor is null)
            Push(0, Kind.Value);
        else
            Push(Block(Own(tensor)), Kind.OptionalTensor);
        return this;
    }

    internal DispatcherCall Add(long value)
    {
        Push((ulong)value, Kind.Value);
        return this;
    }

    internal DispatcherCall Add(bool value)
    {
        Push(value ? 1UL : 0UL, Kind.Value);
        return this;
    }

    /// <summary>float in a schema is a C double.</summary>
    internal DispatcherCall Add(double value)
    {
        Push(BitConverter.DoubleToUInt64Bits(value), Kind.Value);
        return this;
    }

    internal DispatcherCall AddNone()
    {
        Push(0, Kind.Value);
        return this;
    }

    internal DispatcherCall AddOptional(long? value)
    {
        if (value is null)
            Push(0, Kind.Value);
        else
            Push(Block((ulong)value.Value), Kind.OptionalValue);
        return this;
    }

    internal DispatcherCall AddOptional(double? value)
    {
        if (value is null)
            Push(0, Kind.Value);
        else
            Push(Block(BitConverter.DoubleToUInt64Bits(value.Value)), Kind.OptionalValue);
        return this;
    }

    internal DispatcherCall AddList(scoped ReadOnlySpan<long> values)
    {
        Push((ulong)NewList(values), Kind.List);
        return this;
    }

    internal DispatcherCall AddOptionalList(scoped ReadOnlySpan<long> values)
    {
        Push(Block((ulong)NewList(values)), Kind.OptionalList);
        return this;
    }

    internal DispatcherCall AddTensors(IReadOnlyList<Tensor> tensors)
    {
        nint list;
        Engine.Check(Native.torch_new_list_reserve_size((nuint)tensors.Count, &list), "torch_new_list_reserve_size");
        Push((ulong)list, Kind.TensorList);
        for (int i = 0; i < tensors.Count; i++)
            Engine.Check(Native.torch_list_push_back(list, Own(tensors[i])), "torch_list_push_back");
        return this;
    }

    /// <summary>str, from a UTF-8 literal of ours.</summary>
    internal DispatcherCall AddString(scoped ReadOnlySpan<byte> text)
    {
        Push((ulong)NewString(text), Kind.String);
        return this;
    }

    internal DispatcherCall AddOptionalString(scoped ReadOnlySpan<byte> text)
    {
        Push(Block((ulong)NewString(text)), Kind.OptionalString);
        return this;
    }

    internal Tensor Invoke()
    {
        Call();
        return new Tensor((nint)_stack[0]);
    }

    /// <summary>For operators that return a view: the result shares its source's memory.</summary>
    internal Tensor InvokeView(Tensor source)
    {
        Call();
        return new Tensor((nint)_stack[0], source.Share);
    }

    /// <summary>For in-place operators: their result is the first argument again.</summary>
    internal void InvokeInPlace()
    {
        Call();
        _ = Native.aoti_torch_delete_tensor_object((nint)_stack[0]);
    }

    /// <summary>For operators whose schema returns nothing.</summary>
    internal void InvokeVoid() => Call();

    internal (Tensor First, Tensor Second) Invoke2()
    {
        Call();
        var first = new Tensor((nint)_stack[0]);
        return (first, new Tensor((nint)_stack[1]));
    }

    internal (Tensor First, Tensor Second, Tensor Third) Invoke3()
    {
        Call();
        var first = new Tensor((nint)_stack[0]);
        var second = new Tensor((nint)_stack[1]);
        return (first, second, new Tensor((nint)_stack[2]));
    }

    internal (Tensor First, Tensor Second, Tensor Third, Tensor Fourth) Invoke4()
    {
        Call();
        var first = new Tensor((nint)_stack[0]);
        var second = new Tensor((nint)_stack[1]);
        var third = new Tensor((nint)_stack[2]);
        return (first, second, third, new Tensor((nint)_stack[3]));
    }

    /// <summary>Results chosen by a mask: those that were not asked for come back as handles too and are deleted unseen.</summary>
    internal Tensor?[] InvokeMasked(scoped ReadOnlySpan<bool> wanted)
    {
        Call();
        var results = new Tensor?[wanted.Length];
        for (int i = 0; i < wanted.Length; i++)
        {
            if (wanted[i])
                results[i] = new Tensor((nint)_stack[i]);
            else if (_stack[i] != 0)
                _ = Native.aoti_torch_delete_tensor_object((nint)_stack[i]);
        }
        return results;
    }

    /// <summary>For operators that return Tensor[]; each shares the source's memory when one is given.</summary>
    internal Tensor[] InvokeList(Tensor? source = null)
    {
        Call();
        nint list = (nint)_stack[0];
        nuint size;
        Engine.Check(Native.torch_list_size(list, &size), "torch_list_size");
        var results = new Tensor[size];
        for (nuint i = 0; i < size; i++)
        {
            ulong item;
            Engine.Check(Native.torch_list_get_item(list, i, &item), "torch_list_get_item");
            results[i] = new Tensor((nint)item, source?.Share);
        }
        _ = Native.torch_delete_list(list);
        return results;
    }

    private readonly string Name => Marshal.PtrToStringUTF8((nint)_name) ?? "";

    private void Call()
    {
        int code;
        TimeSpan start = OperatorTimes.IsOn ? OperatorTimes.Now : default;
        Denormals.Flush();
        fixed (ulong* stack = _stack)
            code = Native.torch_call_dispatcher(_name, _overload, stack, Engine.AbiVersion);
        Denormals.Restore();
        if (OperatorTimes.IsOn)
            OperatorTimes.Add(Name, start);
        if (code != 0 && _devices == (OnProcessor | OnGpu))
            throw SeveralDevices(Name);
        if (code != 0)
            Engine.ThrowNative(Name);
    }

    internal static InvalidArgumentError SeveralDevices(string name) => new(
        $"{name}: expected arguments on one device; received some on /CPU:0 and some on a GPU. Make them, and variables, within the same tf.device block, or move them by tf.identity within one.");

    /// <summary>Optional values travel in blocks from C malloc that LibTorch frees.</summary>
    private static ulong Block(ulong value)
    {
        var block = (ulong*)NativeMemory.Alloc(8);
        *block = value;
        return (ulong)block;
    }

    private static nint NewList(scoped ReadOnlySpan<long> values)
    {
        nint list;
        Engine.Check(Native.torch_new_list_reserve_size((nuint)values.Length, &list), "torch_new_list_reserve_size");
        foreach (long v in values)
            Engine.Check(Native.torch_list_push_back(list, (ulong)v), "torch_list_push_back");
        return list;
    }

    private static nint NewString(scoped ReadOnlySpan<byte> text)
    {
        nint handle;
        byte empty = 0;
        fixed (byte* p = text)
            Engine.Check(Native.torch_new_string_handle(p == null ? &empty : p, (nuint)text.Length, &handle), "torch_new_string_handle");
        return handle;
    }

    private void Abandon()
    {
        for (int i = 0; i < _count; i++)
        {
            ulong v = _stack[i];
            switch ((Kind)_kinds[i])
            {
                case Kind.Tensor:
                    _ = Native.aoti_torch_delete_tensor_object((nint)v);
                    break;
                case Kind.OptionalTensor:
                    _ = Native.aoti_torch_delete_tensor_object(*(nint*)v);
                    NativeMemory.Free((void*)v);
                    break;
                case Kind.List:
                    _ = Native.torch_delete_list((nint)v);
                    break;
                case Kind.TensorList:
                    DeleteTensorList((nint)v);
                    break;
                case Kind.String:
                    _ = Native.torch_delete_string((nint)v);
                    break;
                case Kind.OptionalValue:
                    NativeMemory.Free((void*)v);
                    break;
                case Kind.OptionalList:
                    _ = Native.torch_delete_list(*(nint*)v);
                    NativeMemory.Free((void*)v);
                    break;
                case Kind.OptionalString:
                    _ = Native.torch_delete_string(*(nint*)v);
                    NativeMemory.Free((void*)v);
                    break;
                case Kind.Value:
                default:
                    break;
            }
        }
        _count = 0;
    }

    private static void DeleteTensorList(nint list)
    {
        nuint size;
        _ = Native.torch_list_size(list, &size);
        for (nuint i = 0; i < size; i++)
        {
            ulong item;
            if (Native.torch_list_get_item(list, i, &item) == 0)
                _ = Native.aoti_torch_delete_tensor_object((nint)item);
        }
        _ = Native.torch_delete_list(list);
    }
}
