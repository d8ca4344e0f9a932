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

  void pushBack(ListNode<T>& node) noexcept { insertBefore(head_, node); }
  void pushFront(ListNode<T>& node) noexcept { insertBefore(*head_.next_, node); }

 private:
  static void insertBefore(ListNode<T>& place, ListNode<T>& node) noexcept {
    node.unlink();
    node.previous_ = place.previous_;
    node.next_ = &place;
    place.previous_->next_ = &node;
    place.previous_ = &node;
  }

  ListNode<T> head_;
};

}  // namespace nodelab
