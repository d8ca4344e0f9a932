// IntrusiveList<T>: a doubly linked list whose links live in the elements.
//
// An element derives from ListNode<T>; it is in at most one list, leaves it by itself when it is
// destroyed, and unlinking is O(1) without knowing the list. The list owns nothing.
#pragma once

namespace nodelab {

template <class T>
class ListNode {
 public:
  ListNode() noexcept = default;
  ListNode(const ListNode&) = delete;
  ListNode& operator=(const ListNode&) = delete;
  ~ListNode() { unlink(); }

  bool linked() const noexcept { return next_ != this; }
  void unlink() noexcept {
    next_->previous_ = previous_;
    previous_->next_ = next_;
    next_ = previous_ = this;
  }

 private:
  template <class>
  friend class IntrusiveList;
  ListNode* next_ = this;
  ListNode* previous_ = this;
};

template <class T>
class IntrusiveList {
 public:
  IntrusiveList() noexcept = default;
  ~IntrusiveList() {
    while (!empty()) front().unlink();
  }

  bool empty() const noexcept { return !head_.linked(); }
  T& front() noexcept { return static_cast<T&>(*head_.next_); }

  void pushBack(ListNode<T>& node) noexcept {
    node.unlink();
    node.previous_ = head_.previous_;
    node.next_ = &head_;
    head_.previous_->next_ = &node;
    head_.previous_ = &node;
  }

 private:
  ListNode<T> head_;
};

}  // namespace nodelab
