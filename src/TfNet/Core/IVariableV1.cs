using NumSharp;

namespace Tensorflow;

/// <summary>A value that training changes.</summary>
public interface IVariableV1
{
    /// <summary>Its key in tapes and optimizers.</summary>
    long UniqueId { get; }

    string Name { get; }

    /// <summary>The variable's memory as a tensor; use <see cref="AsTensor"/> to read.</summary>
    Tensor Handle { get; }

    string Device { get; }

    TF_DataType dtype { get; }

    Shape shape { get; }

    bool Trainable { get; }

    /// <summary>Replaces the value; shape must agree.</summary>
    Tensor assign<T>(T value, bool use_locking = false, string? name = null, bool read_value = true);

    Tensor assign_add<T>(T value, bool use_locking = false, string? name = null, bool read_value = true);

    Tensor assign_sub<T>(T value, bool use_locking = false, string? name = null, bool read_value = true);

    /// <summary>The present value; later assignments do not change it.</summary>
    Tensor AsTensor(TF_DataType dtype = TF_DataType.DtInvalid, string? name = null, bool as_ref = false);

    NDArray numpy();
}
